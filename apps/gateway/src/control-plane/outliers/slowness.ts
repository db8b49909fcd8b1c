import { type Backend } from '../../upstream/backend';

/** With fewer recent answers there is nothing to compare. */
const FEWEST = 5;

/** What makes a backend slow. */
export interface SlownessLimits {
  readonly factor: number;
  readonly atLeast: number;
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
export class Slowness {
  private medians = new Map<Backend, number>();

  look(backends: readonly Backend[]): void {
    this.medians = new Map(
      backends
        .filter(({ traffic }) => traffic.latencies.total >= FEWEST)
        .map((backend) => [backend, backend.traffic.latencies.quantile(0.5)]),
    );
  }

  /** How it compares when it is slow; undefined when it is not, or nobody can tell. */
  of(backend: Backend, { factor, atLeast }: SlownessLimits): Comparison | undefined {
    const own = this.medians.get(backend);
    const others = this.othersOf(backend);
    if (own === undefined || others === undefined) return undefined;
    return own > factor * others && own >= others + atLeast ? { own, others } : undefined;
  }

  /** What is usual for the others; undefined when too few of them have answered. */
  othersOf(backend: Backend): number | undefined {
    const medians = [...this.medians].flatMap(([other, median]) => (other === backend ? [] : median));
    return medians.sort((one, other) => one - other)[(medians.length - 1) >> 1];
  }
}
