import { Injectable, Scope } from '@nestjs/common';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { BoundedLoadRing } from './bounded-load-ring';
import { Candidates } from './candidates';
import { hashOf } from '../hashing/key-hash';
import { WeightedSampler } from './weighted-sampler';

/**
 * Selects the same backend for the same key, while it carries at most 125 % of its share; then the next one for
 * that key.
 *
 * If one of n backends is added or removed, about 1/n of the keys move. A request without a key goes to any
 * backend.
 */
@Injectable({ scope: Scope.TRANSIENT })
export class ConsistentHashSelector extends BackendSelector {
  readonly name = 'consistent-hash';
  private readonly candidates = new Candidates();
  private readonly dice: WeightedSampler;
  private prepared: readonly Backend[] | undefined;
  private owners: BoundedLoadRing;
  private last: readonly Backend[] | undefined;

  constructor(random: Random) {
    super();
    this.dice = new WeightedSampler(random);
  }

  select(available: readonly Backend[], hashKey?: string): Backend | undefined {
    if (available.length === 0) return undefined;
    if (!hashKey) return this.dice.sample(this.candidates.of(available));
    return this.ownersAmong(available).ownerOf(hashOf(hashKey));
  }

  peek(available: readonly Backend[], hashKey?: string): readonly Backend[] {
    const candidates = this.candidates.of(available);
    if (!hashKey || candidates.length === 0) return candidates;
    // A ring of its own, so that the counts of requests in flight stay as they are.
    return [new BoundedLoadRing(candidates, false).ownerOf(hashOf(hashKey))];
  }

  private ownersAmong(available: readonly Backend[]): BoundedLoadRing {
    if (available === this.prepared) return this.owners;
    // An array that comes once, such as the rest for a second attempt, must not cost those who stay what they remember.
    const stays = available === this.last;
    const owners = new BoundedLoadRing(this.candidates.of(available), stays);
    this.last = available;
    if (stays) {
      this.prepared = available;
      this.owners = owners;
    }
    return owners;
  }
}
