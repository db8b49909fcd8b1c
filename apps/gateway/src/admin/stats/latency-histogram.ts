import { type LatencyFigures } from '@app/contracts';

/** Where the first bucket ends, in milliseconds, and how many buckets double the time: a value is known to a tenth. */
const FIRST_MS = 0.05;
const BUCKETS_PER_DOUBLING = 4;
/** Up to about two minutes; whatever takes longer counts as that. */
const BUCKETS = 86;
/** A count below this, after so many halvings, is noise. */
const NOTHING = 0.01;

/**
 * Latencies in buckets that grow with the time: small, bounded, and fading, so that the past is forgotten. Outlier
 * detection counts separately, in `upstream/`: in coarser buckets that forget within about a second, and that an
 * ejection empties.
 */
export class LatencyHistogram {
  private readonly buckets = new Float64Array(BUCKETS);
  private total = 0;

  /** On the request path: one logarithm and two additions. */
  add(milliseconds: number): void {
    const at =
      milliseconds <= FIRST_MS ? 0 : Math.ceil(Math.log2(milliseconds / FIRST_MS) * BUCKETS_PER_DOUBLING);
    this.buckets[at < BUCKETS ? at : BUCKETS - 1]++;
    this.total++;
  }

  /** Lets what was counted so far weigh only this share of what it did. */
  fade(share: number): void {
    if (this.total === 0) return;
    this.total *= share;
    if (this.total < NOTHING) {
      this.buckets.fill(0);
      this.total = 0;
      return;
    }
    for (let at = 0; at < BUCKETS; at++) this.buckets[at] *= share;
  }

  /** How much is counted in each bucket that holds something, in pairs: what another process counts with `addCounts`. */
  get counts(): number[] {
    const counts: number[] = [];
    for (let at = 0; at < BUCKETS; at++) if (this.buckets[at] > 0) counts.push(at, this.buckets[at]);
    return counts;
  }

  /** @param counts pairs of a bucket and how much more is in it. */
  addCounts(counts: readonly number[]): void {
    for (let at = 0; at + 1 < counts.length; at += 2) {
      this.buckets[counts[at]] += counts[at + 1];
      this.total += counts[at + 1];
    }
  }

  /** Counts what the other one has counted, too. */
  addAll(other: LatencyHistogram): void {
    if (other.total === 0) return;
    for (let at = 0; at < BUCKETS; at++) this.buckets[at] += other.buckets[at];
    this.total += other.total;
  }

  /** Null while nothing was counted lately. */
  figures(): LatencyFigures | null {
    if (this.total === 0) return null;
    return { p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99) };
  }

  private percentile(share: number): number {
    // Fading leaves a rounding error in the sum.
    const wanted = this.total * share * (1 - 1e-9);
    let sum = 0;
    let last = 0;
    for (let at = 0; at < BUCKETS; at++) {
      if (this.buckets[at] === 0) continue;
      last = at;
      sum += this.buckets[at];
      if (sum >= wanted) break;
    }
    return middleOf(last);
  }
}

/** The value that stands for a bucket, in the middle by ratio. */
function middleOf(at: number): number {
  return Number((FIRST_MS * 2 ** ((at - 0.5) / BUCKETS_PER_DOUBLING)).toPrecision(3));
}
