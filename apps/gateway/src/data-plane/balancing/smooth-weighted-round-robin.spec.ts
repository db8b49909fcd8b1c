import * as fc from 'fast-check';
import { SmoothWeightedRoundRobin } from './smooth-weighted-round-robin';

function take(turns: SmoothWeightedRoundRobin, times: number): number[] {
  return Array.from({ length: times }, () => turns.next());
}

/** nginx's loop as it is written there. */
function* asNginx(weights: readonly number[]): Generator<number> {
  const current = weights.map(() => 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (;;) {
    let best = -1;
    for (let index = 0; index < weights.length; index++) {
      current[index] += weights[index];
      if (best < 0 || current[index] > current[best]) best = index;
    }
    current[best] -= total;
    yield best;
  }
}

const someWeights = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });

describe('SmoothWeightedRoundRobin', () => {
  it('takes turns as nginx does', () => {
    expect(take(new SmoothWeightedRoundRobin([5, 1, 1]), 7).map((index) => 'abc'[index])).toEqual([
      ...'aabacaa',
    ]);
    fc.assert(
      fc.property(someWeights, (weights) => {
        const nginx = asNginx(weights);
        const expected = Array.from({ length: 250 }, () => nginx.next().value as number);
        expect(take(new SmoothWeightedRoundRobin(weights), 250)).toEqual(expected);
      }),
    );
  });

  it('is the same for weights in any unit', () => {
    expect(take(new SmoothWeightedRoundRobin([500, 100, 100]), 21)).toEqual(
      take(new SmoothWeightedRoundRobin([5, 1, 1]), 21),
    );
  });

  it('gives each index exactly its weight in each cycle, the kept ones too', () => {
    const turns = new SmoothWeightedRoundRobin([7, 3, 2]);
    for (let cycle = 0; cycle < 5; cycle++) {
      const taken = take(turns, 12);
      expect([0, 1, 2].map((index) => taken.filter((turn) => turn === index).length)).toEqual([7, 3, 2]);
    }
  });

  it('gives no index with less than half of the weight two turns in a row, within a cycle', () => {
    const taken = take(new SmoothWeightedRoundRobin([4, 3, 2, 1]), 10);
    expect(taken.filter((turn, index) => turn === taken[index - 1])).toEqual([]);
  });

  it('lets no index run a whole turn ahead of what is due', () => {
    fc.assert(
      fc.property(someWeights, (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const taken = weights.map(() => 0);
        const ahead = take(new SmoothWeightedRoundRobin(weights), 2 * total).map(
          (index, turn) => (taken[index] += 1) - ((turn + 1) * weights[index]) / total,
        );
        expect(Math.max(...ahead)).toBeLessThan(1);
      }),
    );
  });

  it('reports what each index is owed, while a cycle is learned and while it is replayed', () => {
    const turns = new SmoothWeightedRoundRobin([3, 1]);
    const owed = Array.from({ length: 8 }, () => {
      turns.next();
      return turns.shares();
    });
    expect(owed[0]).toEqual([-0.25, 0.25]);
    expect(owed.slice(4)).toEqual(owed.slice(0, 4));
    expect(owed[3]).toEqual([0, 0]);
  });

  it('pays off what was brought along, and is in step again after one cycle', () => {
    const turns = new SmoothWeightedRoundRobin([1, 1, 1], [-0.9, 0.6, 0.3]);
    expect(take(turns, 3)).toEqual([1, 2, 1]);
    expect(take(turns, 6)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('keeps the weights where a cycle is too long to be kept', () => {
    const turns = new SmoothWeightedRoundRobin([99_999, 50_000, 1]);
    const taken = take(turns, 30_000);
    expect(taken.filter((turn) => turn === 0)).toHaveLength(20_000);
    expect(turns.shares()).toHaveLength(3);
  });
});
