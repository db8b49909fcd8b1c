import { Injectable, Scope } from '@nestjs/common';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { Candidates } from './candidates';
import { weightOf } from '../hashing/weight';
import { WeightedRoundRobinSelector } from './weighted-round-robin.selector';

/**
 * Gives each backend one turn, in the order of the configuration, or turns in proportion to the weights, like
 * `weighted-round-robin`. If the pool changes, the next turn belongs to the backend after the last one
 * selected.
 */
@Injectable({ scope: Scope.TRANSIENT })
export class RoundRobinSelector extends BackendSelector {
  readonly name = 'round-robin';
  private readonly candidates = new Candidates();
  private readonly byWeight = new WeightedRoundRobinSelector();
  private circle: readonly Backend[] = [];
  private isFair = true;
  private next = 0;

  select(available: readonly Backend[]): Backend | undefined {
    const candidates = this.candidates.of(available);
    if (candidates !== this.circle) this.goOnIn(candidates);
    if (!this.isFair) return this.byWeight.select(candidates);
    if (this.next >= candidates.length) this.next = 0;
    return candidates[this.next++];
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    const candidates = this.candidates.of(available);
    if (!isFair(candidates)) return this.byWeight.peek(candidates);
    const next = candidates === this.circle ? this.next : this.placeIn(candidates);
    return candidates.length === 0 ? [] : [candidates[next % candidates.length]];
  }

  private goOnIn(circle: readonly Backend[]): void {
    this.next = this.placeIn(circle);
    this.circle = circle;
    this.isFair = isFair(circle);
  }

  /** Returns the position of the next turn in another circle: the one behind the last backend selected. */
  private placeIn(circle: readonly Backend[]): number {
    const before = this.circle;
    const places = new Map(circle.map((backend, place) => [backend, place]));
    let last: number | undefined;
    // A removed backend has no position; the nearest one before it that is still there is used instead.
    for (let back = 1; back <= before.length && last === undefined; back++) {
      last = places.get(before[(this.next - back + before.length) % before.length]);
    }
    return last === undefined ? 0 : last + 1;
  }
}

function isFair(circle: readonly Backend[]): boolean {
  return circle.every((backend) => weightOf(backend) === weightOf(circle[0]));
}
