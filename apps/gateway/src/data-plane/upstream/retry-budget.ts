import { type Clock } from '../../platform/clock';

const WINDOW_MS = 10_000;
/** So many retries at a time are always allowed, or a quiet pool could never retry. */
const ALWAYS_ALLOWED = 3;

/**
 * Keeps retries from multiplying the load on a pool that is already failing: they may be a share of the requests of
 * the last ten to twenty seconds, and no more.
 */
export class RetryBudget {
  private requests = 0;
  private retries = 0;
  private earlierRequests = 0;
  private earlierRetries = 0;
  private windowEnds: number;
  private running = 0;

  constructor(
    private readonly clock: Clock,
    public share: number,
  ) {
    this.windowEnds = clock.now() + WINDOW_MS;
  }

  /** Retries that were taken and have not ended. */
  get underWay(): number {
    return this.running;
  }

  /** Requests of the last ten to twenty seconds. */
  get recentRequests(): number {
    this.turnWindow();
    return this.requests + this.earlierRequests;
  }

  /** Counts a request's first attempt. */
  noteRequest(): void {
    this.turnWindow();
    this.requests++;
  }

  /** Takes one retry out of the budget; false when there is none. Give it back with `ended()`. */
  take(): boolean {
    this.turnWindow();
    const allowed = this.share * (this.requests + this.earlierRequests);
    if (this.running >= ALWAYS_ALLOWED && this.retries + this.earlierRetries >= allowed) return false;
    this.retries++;
    this.running++;
    return true;
  }

  /** A retry that was taken has ended. */
  ended(): void {
    this.running--;
  }

  private turnWindow(): void {
    const now = this.clock.now();
    if (now < this.windowEnds) return;
    const isStale = now >= this.windowEnds + WINDOW_MS;
    this.earlierRequests = isStale ? 0 : this.requests;
    this.earlierRetries = isStale ? 0 : this.retries;
    this.requests = 0;
    this.retries = 0;
    this.windowEnds = now + WINDOW_MS;
  }
}
