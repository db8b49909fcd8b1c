import { type Clock } from '../../../platform/clock';
import { type Deadlines, type Expiring } from '../../../platform/deadlines';
import { type Pool } from '../../upstream/pool';
import { type LocateSettings } from './locate-settings';

const WINDOW_MS = 10_000;
/** So many searches at a time are allowed beyond the share, or a quiet pool could never be searched. */
const ALWAYS_ALLOWED = 3;
/** ... except for a client that has caused so many searches in a window which have found nothing. */
const MAX_FRUITLESS = 3;
/** Clients whose fruitless searches are counted in a window. Further clients only have their part of the share. */
const MAX_CLIENTS = 10_000;
/** Searches that may wait until others have ended, and for how long. */
const MAX_WAITING = 1_000;
const WAIT_MS = 2_000;

/**
 * Limits the searches in one pool to so many at a time, and their requests to a share of those of the clients. Clients find
 * what exists after a restart without that share; a client that invents keys does not.
 */
export class SearchLimiter {
  running = 0;
  private readonly waiting = new Set<WaitingSearch>();
  /** Searches of each client in this window that have found nothing. */
  private readonly fruitless = new Map<string, number>();
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

  /** Searches that are under way, or wait. */
  get size(): number {
    return this.running + this.waiting.size;
  }

  /**
   * Resolves with true when the search may begin, with false when it must not take place.
   *
   * @param client undefined for a search that never counts against the client.
   */
  enter(settings: LocateSettings, probes: number, client: string | undefined): boolean | Promise<boolean> {
    if (this.admits(settings, client)) {
      this.begin(probes);
      return true;
    }
    if (this.waiting.size >= MAX_WAITING) return false;
    return new Promise((resolve) => {
      const search = new WaitingSearch(settings, probes, client, this.clock.now() + WAIT_MS, (mayBegin) => {
        this.waiting.delete(search);
        this.deadlines.remove(search);
        resolve(mayBegin);
      });
      this.waiting.add(search);
      this.deadlines.add(search);
    });
  }

  /** A search that had begun has ended. @param fruitlessFor the client whose search has found nothing. */
  leave(fruitlessFor?: string): void {
    this.running--;
    if (fruitlessFor !== undefined) this.noteFruitless(fruitlessFor);
    for (const next of this.waiting) {
      if (this.running >= next.settings.concurrency) return;
      if (!this.admits(next.settings, next.client)) continue;
      this.begin(next.probes);
      next.tell(true);
    }
  }

  private noteFruitless(client: string): void {
    const count = this.fruitless.get(client);
    if (count !== undefined || this.fruitless.size < MAX_CLIENTS)
      this.fruitless.set(client, (count ?? 0) + 1);
  }

  private admits({ concurrency, maxRatio }: LocateSettings, client: string | undefined): boolean {
    if (this.running >= concurrency) return false;
    this.turnWindow();
    const allowed = maxRatio * this.pool.retryBudget.recentRequests;
    if (this.probes + this.earlierProbes < allowed) return true;
    return this.running < ALWAYS_ALLOWED && this.isTrusted(client);
  }

  private isTrusted(client: string | undefined): boolean {
    if (client === undefined) return true;
    const count = this.fruitless.get(client);
    return count === undefined ? this.fruitless.size < MAX_CLIENTS : count < MAX_FRUITLESS;
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
    this.fruitless.clear();
    this.windowEnds = now + WINDOW_MS;
  }
}

/** A search whose turn has not come. */
class WaitingSearch implements Expiring {
  constructor(
    readonly settings: LocateSettings,
    readonly probes: number,
    readonly client: string | undefined,
    readonly deadline: number,
    readonly tell: (mayBegin: boolean) => void,
  ) {}

  expire(): void {
    this.tell(false);
  }
}
