import { type StickySession } from '../../sticky-session';

/** One record is 128 bytes, two lines of a processor's cache: what belongs together is fetched together. */
const BYTES = 128;
const INTEGERS = BYTES / Int32Array.BYTES_PER_ELEMENT;
const NUMBERS = BYTES / Float64Array.BYTES_PER_ELEMENT;

/** Where each field is in a record: 32-bit integers first, then 64-bit numbers, two more integers, and the key. */
const HASH = 0;
const BACKEND = 1;
const ORIGIN = 2;
const LENGTH = 3;
const OLDER = 4;
const YOUNGER = 5;
const EPOCH = 3;
const CREATED = 4;
const USED = 5;
const GENERATION = 6;
const PENDING_UNTIL = 7;
const SEGMENT = 16;
const PENDING = 17;
const KEY = 72;

/** `ORIGIN` is the number of the origin, and these bits. */
const PROVEN = 8;
const UNCERTAIN = 16;
const ORIGIN_MASK = 7;

/** Longer keys, and those with other characters than Latin-1 has, are kept as strings of their own. */
const MAX_INLINE = BYTES - KEY;
const ELSEWHERE = -1;
const FREE = -2;

const INITIAL_SLOTS = 64;

/** The fields of a record besides its key. */
export interface RecordFields {
  readonly backend: number;
  readonly origin: number;
  readonly session: StickySession;
  /** By the monotonic clock. */
  readonly usedAt: number;
}

/**
 * Sessions as bytes in one buffer, by slot: less than half the memory of an object and a string each, and nothing for
 * the garbage collector to look through.
 */
export class SessionSlab {
  /** Slots that are, or once were, in use: all of them lie below this one. */
  end = 0;
  private bytes = Buffer.alloc(0);
  private integers = new Int32Array(0);
  private numbers = new Float64Array(0);
  private readonly longKeys = new Map<number, string>();
  private capacity = 0;
  /** Slots that were given back, the last one first; linked by `OLDER`. */
  private free = -1;

  constructor(private readonly maxSlots: () => number) {
    this.resize(INITIAL_SLOTS);
  }

  /** Returns true if the slot's key equals the text from this position on. */
  holds(slot: number, hash: number, text: string, from: number): boolean {
    const { integers, bytes } = this;
    if (integers[slot * INTEGERS + HASH] !== hash) return false;
    const length = integers[slot * INTEGERS + LENGTH];
    if (length === ELSEWHERE) return this.longKeys.get(slot) === text.slice(from);
    if (length !== text.length - from) return false;
    const start = slot * BYTES + KEY;
    for (let at = 0; at < length; at++) if (bytes[start + at] !== text.charCodeAt(from + at)) return false;
    return true;
  }

  /** @param from where the key begins in the text. */
  take(text: string, from: number, hash: number, fields: RecordFields): number {
    const slot = this.free >= 0 ? this.free : this.end++;
    if (this.free >= 0) this.free = this.older(slot);
    else if (slot === this.capacity) this.resize(Math.max(slot + 1, Math.min(2 * slot, this.maxSlots())));
    this.writeKey(slot, text, from);
    this.integers[slot * INTEGERS + HASH] = hash;
    this.write(slot, fields);
    return slot;
  }

  give(slot: number): void {
    if (this.integers[slot * INTEGERS + LENGTH] === ELSEWHERE) this.longKeys.delete(slot);
    this.integers[slot * INTEGERS + LENGTH] = FREE;
    this.setOlder(slot, this.free);
    this.free = slot;
  }

  isTaken(slot: number): boolean {
    return this.integers[slot * INTEGERS + LENGTH] !== FREE;
  }

  key(slot: number): string {
    const length = this.integers[slot * INTEGERS + LENGTH];
    if (length === ELSEWHERE) return this.longKeys.get(slot)!;
    const start = slot * BYTES + KEY;
    return this.bytes.toString('latin1', start, start + length);
  }

  /** Writes all fields except the key. */
  write(slot: number, { backend, origin, session, usedAt }: RecordFields): void {
    const { integers, numbers } = this;
    const flags = (session.proven ? PROVEN : 0) | (session.uncertain ? UNCERTAIN : 0);
    integers[slot * INTEGERS + BACKEND] = backend;
    integers[slot * INTEGERS + ORIGIN] = origin | flags;
    integers[slot * INTEGERS + PENDING] = session.pending;
    numbers[slot * NUMBERS + EPOCH] = session.epoch;
    numbers[slot * NUMBERS + GENERATION] = session.generation;
    numbers[slot * NUMBERS + PENDING_UNTIL] = session.pendingUntil;
    numbers[slot * NUMBERS + CREATED] = session.createdAt;
    numbers[slot * NUMBERS + USED] = usedAt;
  }

  hash(slot: number): number {
    return this.integers[slot * INTEGERS + HASH];
  }

  backend(slot: number): number {
    return this.integers[slot * INTEGERS + BACKEND];
  }

  origin(slot: number): number {
    return this.integers[slot * INTEGERS + ORIGIN] & ORIGIN_MASK;
  }

  isProven(slot: number): boolean {
    return (this.integers[slot * INTEGERS + ORIGIN] & PROVEN) !== 0;
  }

  isUncertain(slot: number): boolean {
    return (this.integers[slot * INTEGERS + ORIGIN] & UNCERTAIN) !== 0;
  }

  epoch(slot: number): number {
    return this.numbers[slot * NUMBERS + EPOCH];
  }

  generation(slot: number): number {
    return this.numbers[slot * NUMBERS + GENERATION];
  }

  pending(slot: number): number {
    return this.integers[slot * INTEGERS + PENDING];
  }

  pendingUntil(slot: number): number {
    return this.numbers[slot * NUMBERS + PENDING_UNTIL];
  }

  createdAt(slot: number): number {
    return this.numbers[slot * NUMBERS + CREATED];
  }

  usedAt(slot: number): number {
    return this.numbers[slot * NUMBERS + USED];
  }

  setUsedAt(slot: number, time: number): void {
    this.numbers[slot * NUMBERS + USED] = time;
  }

  segment(slot: number): number {
    return this.integers[slot * INTEGERS + SEGMENT];
  }

  setSegment(slot: number, segment: number): void {
    this.integers[slot * INTEGERS + SEGMENT] = segment;
  }

  older(slot: number): number {
    return this.integers[slot * INTEGERS + OLDER];
  }

  setOlder(slot: number, other: number): void {
    this.integers[slot * INTEGERS + OLDER] = other;
  }

  younger(slot: number): number {
    return this.integers[slot * INTEGERS + YOUNGER];
  }

  setYounger(slot: number, other: number): void {
    this.integers[slot * INTEGERS + YOUNGER] = other;
  }

  private writeKey(slot: number, text: string, from: number): void {
    const length = text.length - from;
    const start = slot * BYTES + KEY;
    let isInline = length <= MAX_INLINE;
    for (let at = 0; isInline && at < length; at++) {
      const code = text.charCodeAt(from + at);
      this.bytes[start + at] = code;
      isInline = code <= 0xff;
    }
    this.integers[slot * INTEGERS + LENGTH] = isInline ? length : ELSEWHERE;
    if (!isInline) this.longKeys.set(slot, ownCopy(text.slice(from)));
  }

  private resize(slots: number): void {
    const buffer = new ArrayBuffer(slots * BYTES);
    const bytes = Buffer.from(buffer);
    bytes.set(this.bytes);
    this.bytes = bytes;
    this.integers = new Int32Array(buffer);
    this.numbers = new Float64Array(buffer);
    this.capacity = slots;
  }
}

/** A key read from a request may be a view of the whole head, which would then be kept as long as the key. */
function ownCopy(key: string): string {
  return Buffer.from(key, 'utf16le').toString('utf16le');
}
