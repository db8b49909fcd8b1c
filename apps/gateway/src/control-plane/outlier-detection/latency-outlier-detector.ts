import { type Backend } from '../../data-plane/upstream/backend';

/** With fewer recent answers there is nothing to compare. */
const FEWEST = 5;

/** Limits beyond which a backend counts as slow. */
export interface SlownessLimits {
  readonly factor: number;
  readonly minDifference: number;
}

/** The typical latency of a backend and of the others of its pool, in milliseconds. */
export interface Comparison {
  readonly own: number;
  readonly others: number;
}

/**
 * Compares how long the backends of a pool take: the median of each with the median of the others' medians, so that
 * neither single slow requests nor a slow minority makes a difference to what counts as usual.
 */
export class LatencyOutlierDetector {
  private medians = new Map<Backend, number>();
  private inOrder = new Float64Array(0);

  look(backends: readonly Backend[]): void {
    this.medians = new Map(
      backends
        .filter(({ traffic }) => traffic.latencies.total >= FEWEST)
        .map((backend) => [backend, backend.traffic.latencies.quantile(0.5)]),
    );
    this.inOrder = Float64Array.from(this.medians.values()).sort();
  }

  /** Compares a slow backend with the others; undefined if it is not slow, or too little is known. */
  of(backend: Backend, { factor, minDifference }: SlownessLimits): Comparison | undefined {
    const own = this.medians.get(backend);
    const others = this.othersOf(backend);
    if (own === undefined || others === undefined) return undefined;
    return own > factor * others && own >= others + minDifference ? { own, others } : undefined;
  }

  /** Returns the usual latency of the others; undefined if too few of them have responded. */
  othersOf(backend: Backend): number | undefined {
    const own = this.medians.get(backend);
    const { inOrder } = this;
    if (own === undefined) return inOrder[(inOrder.length - 1) >> 1];
    // Asked for each of a thousand: they are sorted once, and who asks is stepped over.
    const middle = (inOrder.length - 2) >> 1;
    if (middle < 0) return undefined;
    return inOrder[middle] < own ? inOrder[middle] : inOrder[middle + 1];
  }
}
