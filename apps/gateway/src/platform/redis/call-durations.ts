import { Histogram } from '../metrics/histogram';

/** How long calls took, in seconds, by their operation. */
export class CallDurations extends Map<string, Histogram> {
  observe(operation: string, seconds: number): void {
    let histogram = this.get(operation);
    if (histogram === undefined) this.set(operation, (histogram = new Histogram()));
    histogram.observe(seconds);
  }
}
