/** Upper bounds of the buckets for times, in seconds: from a local answer to the default time limits. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** How often times were how long. Its memory is taken once, and noting a time takes none. */
export class Histogram {
  readonly bounds: readonly number[] = SECONDS;
  /** By bucket, not yet added up; the last one holds what is above all bounds. */
  readonly counts = new Float64Array(SECONDS.length + 1);
  /** Seconds in all. */
  sum = 0;

  observe(seconds: number): void {
    let at = 0;
    // Most times are short, so that the search from below ends soon.
    while (at < SECONDS.length && seconds > SECONDS[at]) at++;
    this.counts[at]++;
    this.sum += seconds;
  }

  get count(): number {
    let count = 0;
    for (const inBucket of this.counts) count += inBucket;
    return count;
  }
}
