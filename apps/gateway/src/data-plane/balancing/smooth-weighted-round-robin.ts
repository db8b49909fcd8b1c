/** A cycle that is longer is not kept: it would take more than 128 KiB. */
const LONGEST_CYCLE = 65_536;

/**
 * Smooth weighted round robin, with the sequence of nginx. At each turn, the credit of every index grows by its
 * weight. The index with the highest credit gets the turn, and pays for it with the sum of all weights. For
 * weights 5, 1 and 1: a a b a c a a.
 *
 * After as many turns as the sum of the weights (in lowest terms), all credits are zero again. So the first
 * cycle is kept and replayed, and from then on a turn costs the same for four and for a thousand backends.
 */
export class SmoothWeightedRoundRobin {
  private readonly weights: readonly number[];
  private readonly total: number;
  private readonly credits: Float64Array;
  /** How many turns a cycle has; 0 when it is not kept. */
  private readonly cycle: number;
  /** Turns to take before a cycle can begin: credits that were brought along are paid off in them. */
  private unsettled = 0;
  private turns = new Uint16Array(0);
  private known = 0;
  private at = 0;

  /** `shares` are those of an earlier instance, so that a change of the pool loses no turn. */
  constructor(weights: readonly number[], shares: readonly number[] = []) {
    const divisor = weights.reduce(greatestCommonDivisor, 0);
    this.weights = weights.map((weight) => weight / divisor);
    this.total = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.cycle = this.total <= LONGEST_CYCLE ? this.total : 0;
    this.credits = Float64Array.from(weights, (_, index) => (shares[index] ?? 0) * this.total);
    if (this.credits.some((credit) => credit !== 0)) this.unsettled = this.cycle;
  }

  /** Returns the index of the next turn. */
  next(): number {
    if (this.cycle === 0 || this.unsettled > 0) return this.settle();
    if (this.at === this.known) this.learn();
    const chosen = this.turns[this.at];
    this.at = this.at + 1 === this.cycle ? 0 : this.at + 1;
    return chosen;
  }

  /** Returns the index that `next` would return, without using the turn. */
  peek(): number {
    if (this.cycle > 0 && this.unsettled === 0 && this.at < this.known) return this.turns[this.at];
    return this.richest((index) => this.credits[index] + this.weights[index]);
  }

  /** Returns the fraction of a turn that each index is owed. */
  shares(): number[] {
    if (this.known === 0 || this.known < this.cycle)
      return Array.from(this.credits, (credit) => credit / this.total);
    const shares = this.weights.map((weight) => (weight * this.at) / this.total);
    for (let turn = 0; turn < this.at; turn++) shares[this.turns[turn]] -= 1;
    return shares;
  }

  private settle(): number {
    const chosen = this.step();
    if (this.unsettled > 0 && --this.unsettled === 0) this.credits.fill(0);
    return chosen;
  }

  private learn(): void {
    if (this.known === 0) this.turns = new Uint16Array(this.cycle);
    this.turns[this.known] = this.step();
    this.known += 1;
  }

  private step(): number {
    const chosen = this.richest((index) => (this.credits[index] += this.weights[index]));
    this.credits[chosen] -= this.total;
    return chosen;
  }

  /** Returns the index with the highest credit; the first of several. */
  private richest(creditOf: (index: number) => number): number {
    let chosen = 0;
    let most = -Infinity;
    for (let index = 0; index < this.weights.length; index++) {
      const credit = creditOf(index);
      if (credit > most) [chosen, most] = [index, credit];
    }
    return chosen;
  }
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
