import { type SessionOrigin, type SessionState, type StickySession } from '../../sticky.session';
import {
  BACKEND,
  CREATED_AT,
  HASH,
  KEY,
  KEY_END,
  KEY_HERE,
  KEY_LENGTH,
  KIND,
  LAST_USED_AT,
  LONGEST_KEY,
  OLDER,
  PAGE,
  PAGE_BITS,
  RECORD,
  REST,
  RULE,
  SlabPage,
  VERSION,
  YOUNGER,
} from './slab.layout';

/** No slot: the end of a list. */
export const NONE = 0;

/** State, origin and segment share a byte. */
const STATES: readonly SessionState[] = ['claimed', 'confirmed'];
const ORIGINS: readonly SessionOrigin[] = ['created', 'learned', 'located', 'reassigned', 'moved'];
const ORIGIN_BITS = 1;
const SEGMENT_BITS = 4;
const SEGMENT = 0b11 << SEGMENT_BITS;
/** In the place of the length of a key that lies elsewhere. */
const ELSEWHERE = 255;
const LATIN_1 = /^[\x00-\xff]*$/;

/** What of a session a change may replace. */
export interface SlabRecord {
  readonly backend: number;
  readonly version: number;
  readonly state: SessionState;
  readonly how: SessionOrigin;
  readonly lastUsedAt: number;
}

/**
 * Records of sessions by slot, in pages of plain memory: a million of them are no work for the garbage collector, and a
 * lookup reads one place of memory where an object, its numbers and its key would be five. Pages never move, so growing
 * holds nobody up. Knows nothing of what the numbers mean, nor which slot is whose.
 */
export class SessionSlab {
  private readonly pages: SlabPage[] = [];
  private readonly longKeys = new Map<number, string>();

  /** Makes room for the slots below this one. */
  reach(end: number): void {
    while (this.pages.length * PAGE < end) this.pages.push(new SlabPage());
  }

  /** Puts a key into an empty slot; everything else is still to be set. */
  take(slot: number, hash: number, key: string): void {
    const page = this.pageOf(slot);
    page.words[at(slot, RECORD / 4) + HASH] = hash;
    const fits = key.length <= LONGEST_KEY && LATIN_1.test(key);
    page.bytes[at(slot, RECORD) + KEY_LENGTH] = fits ? key.length : ELSEWHERE;
    if (fits) writeKey(page, slot, key);
    else this.longKeys.set(slot, ownCopy(key));
  }

  /** Empties a slot. */
  clear(slot: number): void {
    const { bytes, ends } = this.pageOf(slot);
    if (bytes[at(slot, RECORD) + KEY_LENGTH] === ELSEWHERE) this.longKeys.delete(slot);
    bytes.fill(0, at(slot, RECORD), at(slot, RECORD) + RECORD);
    ends.fill(0, at(slot, REST), at(slot, REST) + REST);
  }

  /** Puts a record into an empty slot, and empties its own. */
  transfer(from: number, to: number): void {
    const source = this.pageOf(from);
    const target = this.pageOf(to);
    const start = at(from, RECORD);
    target.bytes.set(source.bytes.subarray(start, start + RECORD), at(to, RECORD));
    target.ends.set(source.ends.subarray(at(from, REST), at(from, REST) + REST), at(to, REST));
    if (source.bytes[start + KEY_LENGTH] === ELSEWHERE) this.longKeys.set(to, this.longKeys.get(from)!);
    this.clear(from);
  }

  setBirth(slot: number, rule: number, createdAt: number): void {
    const { doubles, shorts } = this.pageOf(slot);
    doubles[at(slot, RECORD / 8) + CREATED_AT] = createdAt;
    shorts[at(slot, RECORD / 2) + RULE] = rule;
  }

  setRecord(slot: number, record: SlabRecord): void {
    const { doubles, words, bytes } = this.pageOf(slot);
    const segment = bytes[at(slot, RECORD) + KIND] & SEGMENT;
    doubles[at(slot, RECORD / 8) + VERSION] = record.version;
    doubles[at(slot, RECORD / 8) + LAST_USED_AT] = record.lastUsedAt;
    words[at(slot, RECORD / 4) + BACKEND] = record.backend;
    bytes[at(slot, RECORD) + KIND] =
      segment | (ORIGINS.indexOf(record.how) << ORIGIN_BITS) | STATES.indexOf(record.state);
  }

  /** The record for those outside, who know its backend by name. */
  session(slot: number, key: string, backendId: string): StickySession {
    const { doubles, bytes } = this.pageOf(slot);
    const kind = bytes[at(slot, RECORD) + KIND];
    return {
      key,
      backendId,
      version: doubles[at(slot, RECORD / 8) + VERSION],
      state: STATES[kind & 1],
      how: ORIGINS[(kind & ~SEGMENT) >> ORIGIN_BITS],
      createdAt: doubles[at(slot, RECORD / 8) + CREATED_AT],
      lastUsedAt: doubles[at(slot, RECORD / 8) + LAST_USED_AT],
    };
  }

  isUsed(slot: number): boolean {
    return this.pageOf(slot).bytes[at(slot, RECORD) + KEY_LENGTH] !== 0;
  }

  hash(slot: number): number {
    return this.pageOf(slot).words[at(slot, RECORD / 4) + HASH];
  }

  holds(slot: number, hash: number, key: string): boolean {
    const { words, bytes, ends } = this.pageOf(slot);
    if (words[at(slot, RECORD / 4) + HASH] !== hash) return false;
    const length = bytes[at(slot, RECORD) + KEY_LENGTH];
    if (length === ELSEWHERE) return this.longKeys.get(slot) === key;
    if (length !== key.length) return false;
    const start = at(slot, RECORD) + KEY;
    const here = Math.min(length, KEY_HERE);
    for (let index = 0; index < here; index++) {
      if (bytes[start + index] !== key.charCodeAt(index)) return false;
    }
    const end = at(slot, REST) + KEY_END - KEY_HERE;
    for (let index = KEY_HERE; index < length; index++) {
      if (ends[end + index] !== key.charCodeAt(index)) return false;
    }
    return true;
  }

  key(slot: number): string {
    const { bytes, ends } = this.pageOf(slot);
    const length = bytes[at(slot, RECORD) + KEY_LENGTH];
    if (length === ELSEWHERE) return this.longKeys.get(slot)!;
    const start = at(slot, RECORD) + KEY;
    const here = Math.min(length, KEY_HERE);
    const end = at(slot, REST) + KEY_END;
    return String.fromCharCode(
      ...bytes.subarray(start, start + here),
      ...ends.subarray(end, end + length - here),
    );
  }

  version(slot: number): number {
    return this.pageOf(slot).doubles[at(slot, RECORD / 8) + VERSION];
  }

  isClaimed(slot: number): boolean {
    return STATES[this.pageOf(slot).bytes[at(slot, RECORD) + KIND] & 1] === 'claimed';
  }

  rule(slot: number): number {
    return this.pageOf(slot).shorts[at(slot, RECORD / 2) + RULE];
  }

  backend(slot: number): number {
    return this.pageOf(slot).words[at(slot, RECORD / 4) + BACKEND];
  }

  lastUsedAt(slot: number): number {
    return this.pageOf(slot).doubles[at(slot, RECORD / 8) + LAST_USED_AT];
  }

  setLastUsedAt(slot: number, time: number): void {
    this.pageOf(slot).doubles[at(slot, RECORD / 8) + LAST_USED_AT] = time;
  }

  segment(slot: number): number {
    return this.pageOf(slot).bytes[at(slot, RECORD) + KIND] >> SEGMENT_BITS;
  }

  setSegment(slot: number, segment: number): void {
    const { bytes } = this.pageOf(slot);
    const place = at(slot, RECORD) + KIND;
    bytes[place] = (bytes[place] & ~SEGMENT) | (segment << SEGMENT_BITS);
  }

  older(slot: number): number {
    return this.pageOf(slot).links[at(slot, REST / 4) + OLDER];
  }

  setOlder(slot: number, older: number): void {
    this.pageOf(slot).links[at(slot, REST / 4) + OLDER] = older;
  }

  younger(slot: number): number {
    return this.pageOf(slot).links[at(slot, REST / 4) + YOUNGER];
  }

  setYounger(slot: number, younger: number): void {
    this.pageOf(slot).links[at(slot, REST / 4) + YOUNGER] = younger;
  }

  private pageOf(slot: number): SlabPage {
    return this.pages[slot >>> PAGE_BITS];
  }
}

/** Where something of this length begins within its page. */
function at(slot: number, length: number): number {
  return (slot & (PAGE - 1)) * length;
}

function writeKey({ bytes, ends }: SlabPage, slot: number, key: string): void {
  const start = at(slot, RECORD) + KEY;
  const end = at(slot, REST) + KEY_END - KEY_HERE;
  for (let index = 0; index < key.length; index++) {
    if (index < KEY_HERE) bytes[start + index] = key.charCodeAt(index);
    else ends[end + index] = key.charCodeAt(index);
  }
}

/** The same text in memory of its own: what is cut out of a request keeps the whole request alive. */
function ownCopy(key: string): string {
  return Buffer.from(key, 'utf16le').toString('utf16le');
}
