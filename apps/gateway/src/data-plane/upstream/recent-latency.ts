/** Four buckets to each doubling, from a sixteenth of a millisecond to two minutes: no value is off by more than a fifth. */
const BUCKETS = 80;
const UNITS_PER_MS = 16;
const MAX_UNITS = 2 ** 21 - 1;

/**
 * Recent response times. Noting one costs a few integer operations. Each periodic read also lets the figures
 * fade, so that old ones weigh little.
 */
export class RecentLatency {
  private readonly weights = new Float64Array(BUCKETS);
  private sum = 0;

  /** About how many answers it stands for. */
  get total(): number {
    return this.sum;
  }

  note(milliseconds: number): void {
    const units = Math.min(milliseconds * UNITS_PER_MS, MAX_UNITS) | 0;
    this.sum++;
    if (units < 4) {
      this.weights[units]++;
      return;
    }
    const octave = 31 - Math.clz32(units);
    this.weights[(octave - 1) * 4 + ((units >> (octave - 2)) & 3)]++;
  }

  /** The milliseconds that this share of the answers took at most; 0 when there are none. */
  quantile(share: number): number {
    let left = share * this.sum;
    for (let bucket = 0; bucket < BUCKETS && this.sum > 0; bucket++) {
      left -= this.weights[bucket];
      if (left <= 0) return middleOf(bucket);
    }
    return 0;
  }

  /** Lets what was noted up to now count for `share` of what it did. */
  fade(share: number): void {
    this.sum *= share;
    // Fewer than one response count as none; otherwise old values would be trusted forever.
    if (this.sum < 0.5) return this.clear();
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.weights[bucket] *= share;
  }

  /** Counts what another one has noted, too. */
  add(other: RecentLatency): void {
    this.sum += other.sum;
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.weights[bucket] += other.weights[bucket];
  }

  clear(): void {
    this.sum = 0;
    this.weights.fill(0);
  }
}

function middleOf(bucket: number): number {
  if (bucket < 4) return (bucket + 0.5) / UNITS_PER_MS;
  const width = 2 ** ((bucket >> 2) - 1);
  return ((4 + (bucket & 3) + 0.5) * width) / UNITS_PER_MS;
}
