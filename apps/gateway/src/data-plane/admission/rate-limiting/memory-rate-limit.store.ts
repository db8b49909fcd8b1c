import { type Clock } from '../../../platform/clock';
import { gcra } from './gcra';
import { RateLimitStore } from './rate-limit.store';
import { type Rate, type Verdict } from './rate-limit';

/** How many keys that came to rest are dropped for each new one: two, so that they run out. */
const DROPPED_PER_NEW = 2;
/** How many that were busy since they got their place get another one, for each new key. */
const SECOND_CHANCES = 8;

/** A key, and how many milliseconds its bucket still is from being full. */
export type RateCount = readonly [key: string, wait: number];

/** A key's bucket. */
interface Bucket {
  /** When it is full again. */
  fullAt: number;
  /** True if it was asked for since it got its place in the line. */
  wasBusy: boolean;
}

/**
 * Counts in this process, for at most `maxKeys` keys. Those that came to rest are dropped as new ones come; when all
 * are busy, one that was silent for long is, and begins again.
 */
export class MemoryRateLimitStore extends RateLimitStore {
  /** Those that got their place long ago come first: a place costs more than a count, so not every count gets one. */
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys: number,
  ) {
    super();
  }

  get size(): number {
    return this.buckets.size;
  }

  take(key: string, rate: Rate, cost: number): Verdict {
    const now = this.clock.now();
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      this.makeRoom(now);
      bucket = { fullAt: now, wasBusy: false };
      this.buckets.set(key, bucket);
    } else {
      bucket.wasBusy = true;
    }
    const verdict = gcra(rate, cost, now, bucket.fullAt);
    bucket.fullAt = verdict.fullAt;
    return verdict;
  }

  /** The state for a later process: all buckets that are not full. More requests may be counted meanwhile. */
  *counts(): Generator<RateCount> {
    let left = this.buckets.size;
    for (const [key, { fullAt }] of this.buckets) {
      // Those that are new would make it go on for ever.
      if (left-- === 0) return;
      const wait = Math.ceil(fullAt - this.clock.now());
      if (wait > 0) yield [key, wait];
    }
  }

  /** Goes on from what another process has counted. */
  inherit(counts: readonly RateCount[]): void {
    const now = this.clock.now();
    for (const [key, wait] of counts) {
      const bucket = this.buckets.get(key);
      if (bucket === undefined) this.makeRoom(now);
      this.buckets.set(key, { fullAt: now + wait, wasBusy: false });
    }
  }

  private makeRoom(now: number): void {
    let dropped = 0;
    let chances = SECOND_CHANCES;
    for (const [key, bucket] of this.buckets) {
      const isFull = this.buckets.size >= this.maxKeys;
      const rests = bucket.fullAt <= now;
      if (!isFull && (!rests || dropped === DROPPED_PER_NEW)) return;
      this.buckets.delete(key);
      if (!rests && bucket.wasBusy && chances-- > 0) {
        bucket.wasBusy = false;
        this.buckets.set(key, bucket);
      } else {
        dropped++;
      }
    }
  }
}
