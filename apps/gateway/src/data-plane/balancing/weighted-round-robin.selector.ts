import { Injectable, Scope } from '@nestjs/common';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { Candidates } from './candidates';
import { weightOf } from '../hashing/weight';
import { SmoothWeightedRoundRobin } from './smooth-weighted-round-robin';

/**
 * As many turns as the weight says, spread out: for weights 5, 1 and 1 it is a a b a c a a.
 *
 * A turn costs the same however many backends there are, once a cycle has passed; only where the weights, in lowest
 * terms, add up to more than 65,536 does each turn look at all of them.
 */
@Injectable({ scope: Scope.TRANSIENT })
export class WeightedRoundRobinSelector extends BackendSelector {
  readonly name = 'weighted-round-robin';
  private readonly candidates = new Candidates();
  private turns = new SmoothWeightedRoundRobin([]);
  private members: readonly Backend[] = [];
  private prepared: readonly Backend[] | undefined;
  /** The weights that `turns` were made of, those of backends without turns included. */
  private weights: ReadonlyMap<Backend, number> = new Map();
  private last: readonly Backend[] | undefined;

  select(available: readonly Backend[]): Backend | undefined {
    if (available.length === 0) return undefined;
    if (available !== this.prepared) {
      const member = this.comesOnce(available) ? this.turnAmong(available) : undefined;
      if (member) return member;
      this.prepare(available);
    }
    return this.members[this.turns.next()];
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    if (available.length === 0) return [];
    if (available === this.prepared) return [this.members[this.turns.peek()]];
    const members = this.candidates.of(available);
    return [members[this.turnsOf(members).peek()]];
  }

  /** Takes an array without newcomers and new weights for the rest that a second attempt may go to, until it comes again. */
  private comesOnce(available: readonly Backend[]): boolean {
    const again = available === this.last;
    this.last = available;
    return !again && available.every((backend) => this.weights.get(backend) === backend.weight);
  }

  private turnAmong(available: readonly Backend[]): Backend | undefined {
    for (let tries = 0; tries < this.members.length; tries++) {
      const member = this.members[this.turns.next()];
      if (available.includes(member)) return member;
    }
    return undefined;
  }

  private prepare(available: readonly Backend[]): void {
    const members = this.candidates.of(available);
    this.turns = this.turnsOf(members);
    this.prepared = available;
    this.weights = new Map(available.map((backend) => [backend, backend.weight]));
    this.members = members;
  }

  /** Builds the turns for other members; a backend that stays keeps the credit it is owed. */
  private turnsOf(members: readonly Backend[]): SmoothWeightedRoundRobin {
    const shares = this.turns.shares();
    const owed = new Map(this.members.map((member, index) => [member, shares[index]]));
    return new SmoothWeightedRoundRobin(
      members.map(weightOf),
      members.map((member) => owed.get(member) ?? 0),
    );
  }
}
