import { type Clock } from '../../../ports/clock';
import { gcra } from './gcra';
import { RateLimitStore } from './rate-limit.store';
import { type Rate, type Verdict } from './rate.limit';

/** How many keys that came to rest are dropped for each new one: two, so that they run out. */
const DROPPED_PER_NEW = 2;

/**
 * Counts in this process, for at most `maxKeys` keys. Those that came to rest are dropped as new ones come; when all are
 * busy, the one that was silent for longest is, and begins anew.
 */
export class MemoryRateLimitStore extends RateLimitStore {
  /** When the bucket of each key is full again, the longest silent first. */
  private readonly fullAt = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys: number,
  ) {
    super();
  }

  get size(): number {
    return this.fullAt.size;
  }

  take(key: string, rate: Rate, cost: number): Verdict {
    const now = this.clock.now();
    const known = this.fullAt.get(key);
    if (known === undefined) this.makeRoom(now);
    else this.fullAt.delete(key);
    const { verdict, fullAt } = gcra(rate, cost, now, known);
    this.fullAt.set(key, fullAt);
    return verdict;
  }

  private makeRoom(now: number): void {
    let dropped = 0;
    for (const [key, fullAt] of this.fullAt) {
      const isFull = this.fullAt.size >= this.maxKeys;
      if (!isFull && (fullAt > now || dropped === DROPPED_PER_NEW)) return;
      this.fullAt.delete(key);
      dropped++;
    }
  }
}
