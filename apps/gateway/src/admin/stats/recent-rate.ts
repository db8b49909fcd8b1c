/** Seconds that a rate is the average of. */
const SECONDS = 10;

/** How fast a counter grows: its average over the last ten seconds, or over fewer while it is younger. */
export class RecentRate {
  private readonly readings = new Float64Array(SECONDS + 1);
  private known = 0;
  private at = 0;

  constructor(count = 0) {
    this.read(count);
  }

  /** Takes the reading of one second. */
  read(count: number): void {
    this.at = (this.at + 1) % this.readings.length;
    this.readings[this.at] = count;
    if (this.known < this.readings.length) this.known++;
  }

  get perSecond(): number {
    const seconds = this.known - 1;
    if (seconds < 1) return 0;
    const oldest = (this.at + this.readings.length - seconds) % this.readings.length;
    return Math.round(((this.readings[this.at] - this.readings[oldest]) / seconds) * 10) / 10;
  }
}
