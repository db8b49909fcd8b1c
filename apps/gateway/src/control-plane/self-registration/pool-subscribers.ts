import { type Clock, type Timer } from '../../platform/clock';
import { type BackendSettings } from '../../data-plane/upstream/backend';

/** Who wants to know which backends of a pool have announced themselves. */
export interface PoolSubscriber {
  announced(backends: readonly BackendSettings[]): void;
  /** Others cannot be heard of for the moment: what was announced to them stays. */
  unheard(reason: string): void;
}

/**
 * After a notice, changes are gathered for this many milliseconds: a thousand backends that start together make
 * one list.
 */
const GATHER_MS = 50;

/** The subscribers of the pools: they get a change at once, and changes that follow quickly as one. */
export class PoolSubscribers {
  private readonly byPool = new Map<string, Set<PoolSubscriber>>();
  private readonly changed = new Set<string>();
  private waiting: (() => void)[] = [];
  private timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (pool: string, follower: PoolSubscriber) => void,
  ) {}

  get pools(): Iterable<string> {
    return this.byPool.keys();
  }

  of(pool: string): ReadonlySet<PoolSubscriber> {
    return this.byPool.get(pool) ?? new Set();
  }

  /** @returns what ends it. */
  add(pool: string, follower: PoolSubscriber): () => void {
    const followers = this.byPool.get(pool) ?? new Set();
    this.byPool.set(pool, followers.add(follower));
    return () => followers.delete(follower);
  }

  /** Something is another way now in these pools. */
  noteChange(pools: Iterable<string>): void {
    for (const pool of pools) this.changed.add(pool);
    if (this.timer === undefined && this.changed.size > 0) this.tellChanges();
  }

  /** Resolves when all changes up to now have been delivered. */
  async delivered(): Promise<void> {
    if (this.changed.size > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    this.timer?.cancel();
  }

  private tellChanges(): void {
    const pools = [...this.changed];
    this.changed.clear();
    for (const pool of pools) for (const follower of this.of(pool)) this.tell(pool, follower);
    for (const resolve of this.waiting.splice(0)) resolve();
    this.timer = this.clock.after(GATHER_MS, () => {
      this.timer = undefined;
      if (this.changed.size > 0) this.tellChanges();
    });
  }
}
