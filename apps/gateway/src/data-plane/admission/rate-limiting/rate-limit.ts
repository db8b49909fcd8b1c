/** So many requests in so many milliseconds, and so many at once. */
export interface Rate {
  readonly requests: number;
  readonly per: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
}

/** Decides whether a request may pass, and carries the figures for its client; times in milliseconds. */
export interface Verdict {
  readonly admitted: boolean;
  /** Requests that may come at once now. */
  readonly remaining: number;
  /** Until all of the burst is there again. */
  readonly reset: number;
  /** Until a request of this cost may pass; 0 for one that may. */
  readonly retryAfter: number;
}
