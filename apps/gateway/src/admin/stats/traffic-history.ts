/** Seconds that are remembered. */
const SECONDS = 300;

/** The traffic of the gateway in one second. */
export interface TrafficSample {
  readonly requests: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly p95: number | null;
}

/** How the traffic of the whole gateway went in the last five minutes, second by second. */
export class TrafficHistory {
  private readonly seconds: TrafficSample[] = [];
  private requests: number | undefined;
  private errors = 0;

  /** Takes the counts since the start at the end of one second. */
  add(totals: TrafficSample): void {
    const { requests, errors } = totals;
    // A backend that is gone takes its counts along.
    if (this.requests !== undefined)
      this.seconds.push({
        ...totals,
        requests: Math.max(0, requests - this.requests),
        errors: Math.max(0, errors - this.errors),
      });
    this.requests = requests;
    this.errors = errors;
    if (this.seconds.length > SECONDS) this.seconds.shift();
  }

  /** Oldest first. */
  get all(): readonly TrafficSample[] {
    return this.seconds;
  }
}
