import { Histogram } from '../../platform/metrics/histogram';
import { type Sample } from '../../platform/metrics/metrics';
import { type ReportedSample } from '../topics';

/** The samples of one metric, added up by their labels. */
export class MetricAggregator {
  private readonly sums = new Map<string, Sample>();

  get all(): Sample[] {
    return [...this.sums.values()];
  }

  add([labels, value]: ReportedSample): void {
    const key = JSON.stringify(labels);
    const sum = this.sums.get(key)?.value;
    if (typeof value === 'number')
      this.sums.set(key, { labels, value: value + (typeof sum === 'number' ? sum : 0) });
    else this.addHistogram(key, labels, value, sum instanceof Histogram ? sum : new Histogram());
  }

  /** Takes away what this does not hold for. */
  keep(isWanted: (labels: readonly string[]) => boolean): void {
    for (const [key, { labels }] of this.sums) if (!isWanted(labels)) this.sums.delete(key);
  }

  private addHistogram(
    key: string,
    labels: readonly string[],
    { counts, sum }: { readonly counts: Float64Array; readonly sum: number },
    into: Histogram,
  ): void {
    for (let at = 0; at < counts.length; at++) into.counts[at] += counts[at];
    into.sum += sum;
    this.sums.set(key, { labels, value: into });
  }
}

/** Converts a sample to the form of a message. */
export function serialize({ labels, value }: Sample): ReportedSample {
  return [labels, value];
}
