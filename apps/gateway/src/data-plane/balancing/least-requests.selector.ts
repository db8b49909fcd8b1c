import { Injectable, Scope } from '@nestjs/common';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { weightOf } from '../hashing/weight';
import { LeastLoadSampler, type Cost } from './least-load-sampler';

/** The fewest requests in flight for its weight: of all backends while there are at most eight, else of two thrown for. */
@Injectable({ scope: Scope.TRANSIENT })
export class LeastRequestsSelector extends BackendSelector implements Cost {
  readonly name = 'least-requests';
  private readonly cheapest: LeastLoadSampler;

  constructor(random: Random) {
    super();
    this.cheapest = new LeastLoadSampler(random, 8);
  }

  select(available: readonly Backend[]): Backend | undefined {
    return this.cheapest.choose(available, this);
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    return this.cheapest.peek(available, this);
  }

  costOf(backend: Backend): number {
    return backend.inFlight / (weightOf(backend) * backend.rampFactor);
  }
}
