import { Injectable, Scope } from '@nestjs/common';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { weightOf } from '../hashing/weight';
import { LeastLoadSampler, type Cost } from './least-load-sampler';

/** Of two thrown for, the one with fewer requests in flight for its weight. */
@Injectable({ scope: Scope.TRANSIENT })
export class PowerOfTwoSelector extends BackendSelector implements Cost {
  readonly name = 'power-of-two';
  private readonly cheapest: LeastLoadSampler;

  constructor(random: Random) {
    super();
    this.cheapest = new LeastLoadSampler(random, 2);
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
