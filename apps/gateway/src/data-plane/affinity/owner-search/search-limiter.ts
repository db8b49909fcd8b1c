import { type Clock } from '../../../platform/clock';
import { type Deadlines, type Expiring } from '../../../platform/deadlines';
import { type Pool } from '../../upstream/pool';
import { type LocateSettings } from './locate-settings';

const WINDOW_MS = 10_000;
/** So many searches at a time are always allowed, or a quiet pool could never be searched. */
const ALWAYS_ALLOWED = 3;
/** Searches that may wait until others have ended, and for how long. */
const MOST_WAITING = 1_000;
const WAIT_MS = 2_000;

/** Keeps the searches in one pool to so many at a time, and their requests to a share of those of the clients. */
export class SearchLimiter {
  running = 0;
  private readonly waiting = new Set<WaitingSearch>();
  private probes = 0;
  private earlierProbes = 0;
  private windowEnds: number;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
  ) {
    this.windowEnds = clock.now() + WINDOW_MS;
  }

  /** Resolves with true when the search may begin, with false when it must not take place. */
  enter(settings: LocateSettings, probes: number): boolean | Promise<boolean> {
    if (this.waiting.size === 0 && this.admits(settings)) {
      this.begin(probes);
      return true;
    }
    if (this.waiting.size >= MOST_WAITING) return false;
    return new Promise((resolve) => {
      const search = new WaitingSearch(settings, probes, this.clock.now() + WAIT_MS, (mayBegin) => {
        this.waiting.delete(search);
        this.deadlines.remove(search);
        resolve(mayBegin);
      });
      this.waiting.add(search);
      this.deadlines.add(search);
    });
  }

  /** A search that had begun has ended. */
  leave(): void {
    this.running--;
    for (const next of this.waiting) {
      if (!this.admits(next.settings)) return;
      this.begin(next.probes);
      next.tell(true);
    }
  }

  private admits({ concurrency, maxRatio }: LocateSettings): boolean {
    if (this.running >= concurrency) return false;
    this.turnWindow();
    const allowed = maxRatio * this.pool.retryBudget.recentRequests;
    return this.running < ALWAYS_ALLOWED || this.probes + this.earlierProbes < allowed;
  }

  private begin(probes: number): void {
    this.running++;
    this.probes += probes;
  }

  private turnWindow(): void {
    const now = this.clock.now();
    if (now < this.windowEnds) return;
    this.earlierProbes = now >= this.windowEnds + WINDOW_MS ? 0 : this.probes;
    this.probes = 0;
    this.windowEnds = now + WINDOW_MS;
  }
}

/** A search whose turn has not come. */
class WaitingSearch implements Expiring {
  constructor(
    readonly settings: LocateSettings,
    readonly probes: number,
    readonly deadline: number,
    readonly tell: (mayBegin: boolean) => void,
  ) {}

  expire(): void {
    this.tell(false);
  }
}
