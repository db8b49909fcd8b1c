import { KeyHash } from './key.hash';
import { NONE, type SessionSlab } from './session.slab';

/** Slots of one bucket, a power of two. */
const BUCKET = 256;
/** Of them so many are taken at most: searches end at an empty one, and should not have far to go. */
const FULL = BUCKET * (7 / 8);
const HASH_BITS = 32;

/**
 * Finds the slots of keys: extendible hashing (Fagin et al., 1979), whose directory is small enough to be at hand, so that
 * a lookup among millions waits for memory once. Growing splits one bucket at a time: a table that doubled as a whole
 * would hold up every request.
 */
export class SessionIndex {
  private readonly hash = new KeyHash();
  /** The bucket of every hash that begins with `depth` given bits. Bucket 0 is not used, since slot 0 is none. */
  private directory = Uint32Array.of(1);
  private depth = 0;
  /** By bucket: how many first bits its hashes share, and how many slots are taken. */
  private readonly depths: number[] = [0, 0];
  private readonly counts: number[] = [0, 0];
  private readonly empty: number[] = [];

  /** @param relocated told when a record has moved to another slot. */
  constructor(
    private readonly slab: SessionSlab,
    private readonly relocated: (to: number) => void,
  ) {
    slab.reach(2 * BUCKET);
  }

  /** The slot that holds the key; none when none does. */
  find(key: string): number {
    const { slab } = this;
    const hash = this.hash.of(key);
    const first = this.bucketOf(hash) * BUCKET;
    for (let place = hash & (BUCKET - 1); ; place = (place + 1) & (BUCKET - 1)) {
      const slot = first + place;
      if (slab.holds(slot, hash, key)) return slot;
      if (!slab.isUsed(slot)) return NONE;
    }
  }

  /** Finds a slot for a key that has none. Others may have to move. */
  add(key: string): number {
    const hash = this.hash.of(key);
    while (this.counts[this.bucketOf(hash)] >= FULL) this.split(hash);
    const slot = this.takeSlot(hash);
    this.slab.take(slot, hash, key);
    return slot;
  }

  /** Empties a slot. Whoever stands behind it because their own place was taken moves up, so that no search ends too early. */
  remove(slot: number): void {
    const { slab } = this;
    const first = slot & ~(BUCKET - 1);
    this.counts[first / BUCKET]--;
    slab.clear(slot);
    let hole = slot;
    for (let place = slot + 1; ; place++) {
      const next = first + (place & (BUCKET - 1));
      if (!slab.isUsed(next)) return;
      const away = (next - slab.hash(next)) & (BUCKET - 1);
      if (away < ((next - hole) & (BUCKET - 1))) continue;
      this.move(next, hole);
      hole = next;
    }
  }

  /**
   * The slots of the keys whose hashes are near this one, and where the next begin: undefined behind the last. Whoever
   * goes on so from 0 meets every key that stays, however much is added meanwhile.
   */
  slotsAt(hash: number): { slots: number[]; next?: number } {
    const bucket = this.bucketOf(hash);
    const width = 2 ** (HASH_BITS - this.depths[bucket]);
    const next = (Math.floor(hash / width) + 1) * width;
    const slots = this.slotsOf(bucket);
    return next < 2 ** HASH_BITS ? { slots, next } : { slots };
  }

  private bucketOf(hash: number): number {
    return this.directory[this.prefixOf(hash)];
  }

  private prefixOf(hash: number): number {
    // A shift by 32 would be one by 0.
    return this.depth === 0 ? 0 : hash >>> (HASH_BITS - this.depth);
  }

  private slotsOf(bucket: number): number[] {
    const slots = Array.from({ length: BUCKET }, (_, place) => bucket * BUCKET + place);
    return slots.filter((slot) => this.slab.isUsed(slot));
  }

  private takeSlot(hash: number): number {
    const bucket = this.bucketOf(hash);
    this.counts[bucket]++;
    let place = hash & (BUCKET - 1);
    while (this.slab.isUsed(bucket * BUCKET + place)) place = (place + 1) & (BUCKET - 1);
    return bucket * BUCKET + place;
  }

  /** Puts two new buckets in the place of the one of this hash. */
  private split(hash: number): void {
    const bucket = this.bucketOf(hash);
    const depth = this.depths[bucket] + 1;
    if (depth > this.depth) this.doubleDirectory();
    const half = 2 ** (this.depth - depth);
    const prefix = this.prefixOf(hash);
    const start = prefix - (prefix % (2 * half));
    this.directory.fill(this.newBucket(depth), start, start + half);
    this.directory.fill(this.newBucket(depth), start + half, start + 2 * half);
    for (const slot of this.slotsOf(bucket)) this.move(slot, this.takeSlot(this.slab.hash(slot)));
    this.empty.push(bucket);
  }

  private newBucket(depth: number): number {
    const bucket = this.empty.pop() ?? this.depths.length;
    this.depths[bucket] = depth;
    this.counts[bucket] = 0;
    this.slab.reach((bucket + 1) * BUCKET);
    return bucket;
  }

  private doubleDirectory(): void {
    this.depth++;
    const { directory } = this;
    this.directory = Uint32Array.from({ length: directory.length * 2 }, (_, index) => directory[index >> 1]);
  }

  private move(from: number, to: number): void {
    this.slab.transfer(from, to);
    this.relocated(to);
  }
}
