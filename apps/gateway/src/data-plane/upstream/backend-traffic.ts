import { RecentLatency } from './recent-latency';

/**
 * Figures of the live traffic of one backend, in plain fields. The request path writes them, and timers read
 * them.
 */
export class BackendTraffic {
  /** Failures since the last good answer. */
  consecutiveFailures = 0;
  /** Answers and failures lately; what is long ago fades. */
  responses = 0;
  failures = 0;
  /** Answers since the start, good or bad. */
  totalResponses = 0;
  readonly latencies = new RecentLatency();

  /** A new opinion is formed from here on. */
  clear(): void {
    this.consecutiveFailures = 0;
    this.responses = 0;
    this.failures = 0;
    this.latencies.clear();
  }
}
