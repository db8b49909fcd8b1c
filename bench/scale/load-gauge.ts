import { type World } from './world';

/** How often it is looked who has how much to do, in milliseconds. */
const LOOK_MS = 1_000;

/** How evenly the load was spread; 1 is perfect. */
export interface LoadReport {
  /** Requests of the busiest backend, compared with the mean: of those that were there all day. */
  readonly requests: number;
  /** The same of the requests in flight at one moment: the mean of all moments, and the worst of the busiest tenth. */
  readonly inFlight: number;
  readonly inFlightWorst: number;
}

interface Sample {
  readonly mean: number;
  readonly ratio: number;
}

/** Looks again and again at how the load is spread. */
export class LoadGauge {
  private readonly samples: Sample[] = [];

  constructor(private readonly world: World) {
    world.clock.every(LOOK_MS, () => this.look());
  }

  report(): LoadReport {
    const { listed, scenario } = this.world;
    const counts = listed.filter(({ number }) => number < scenario.backends);
    const ratios = this.samples.map(({ ratio }) => ratio);
    const busiest = [...this.samples].sort((one, other) => other.mean - one.mean);
    const busiestRatios = busiest.slice(0, Math.ceil(busiest.length / 10)).map(({ ratio }) => ratio);
    return {
      requests: mostOverMean(counts.map(({ known }) => known.requests)),
      inFlight: ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length,
      inFlightWorst: busiestRatios.reduce((most, ratio) => Math.max(most, ratio), 0),
    };
  }

  private look(): void {
    const { pool } = this.world.gateway;
    const counts = pool.regular.fit.map(({ inFlight }) => inFlight);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    if (mean > 0) this.samples.push({ mean, ratio: mostOverMean(counts) });
  }
}

function mostOverMean(counts: readonly number[]): number {
  const sum = counts.reduce((all, count) => all + count, 0);
  return (counts.reduce((most, count) => Math.max(most, count), 0) * counts.length) / sum;
}
