import { Injectable, Scope } from '@nestjs/common';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { Candidates } from './candidates';
import { WeightedSampler } from './weighted-sampler';

/** Selects any backend, with a probability in proportion to its weight. */
@Injectable({ scope: Scope.TRANSIENT })
export class RandomSelector extends BackendSelector {
  readonly name = 'random';
  private readonly candidates = new Candidates();
  private readonly dice: WeightedSampler;

  constructor(random: Random) {
    super();
    this.dice = new WeightedSampler(random);
  }

  select(available: readonly Backend[]): Backend | undefined {
    return this.dice.sample(this.candidates.of(available));
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    return this.candidates.of(available);
  }
}
