import { Injectable, Scope } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { weightOf } from '../hashing/weight';
import { LeastLoadSampler, type Cost } from './least-load-sampler';

/** After this long an old latency counts for 1/e of what it was, so that a slow backend gets another chance. */
const DECAY = 10_000;

/** The latency, in milliseconds, of a backend that has requests and no answer yet: worse than any that answers. */
const UNKNOWN = 1e9;

/**
 * The shortest expected wait: latency times the requests in line, this one included, for its weight.
 *
 * Of all backends while there are at most eight, else of two thrown for. One that was never asked is asked first, once;
 * until it answers it counts as slow, so that neither a cold nor a failing backend is flooded.
 */
@Injectable({ scope: Scope.TRANSIENT })
export class PeakEwmaSelector extends BackendSelector implements Cost {
  readonly name = 'peak-ewma';
  private readonly cheapest: LeastLoadSampler;
  private now = 0;

  constructor(
    private readonly clock: Clock,
    random: Random,
  ) {
    super();
    this.cheapest = new LeastLoadSampler(random, 8);
  }

  select(available: readonly Backend[]): Backend | undefined {
    this.now = this.clock.now();
    return this.cheapest.choose(available, this);
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    this.now = this.clock.now();
    return this.cheapest.peek(available, this);
  }

  costOf(backend: Backend): number {
    return (this.latencyOf(backend) * (backend.inFlight + 1)) / (weightOf(backend) * backend.rampFactor);
  }

  private latencyOf(backend: Backend): number {
    if (backend.latency > 0) return backend.latency * Math.exp((backend.latencyAt - this.now) / DECAY);
    return backend.requests === 0 ? 0 : UNKNOWN;
  }
}
