import * as fc from 'fast-check';
import { SeededRandom } from '../../../../../test/support/seeded-random';
import { backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { WeightedSampler } from './weighted-sampler';

describe('WeightedSampler', () => {
  it.each([[[1, 1, 1, 1]], [[5, 1, 1]], [[1, 2, 3, 4, 5, 6, 7, 8]], [[1000, 1]], [[0, 0, 0]]])(
    'samples each backend as often as %j says',
    (weights) => {
      const pool = backendsOfWeight(...weights);
      const dice = new WeightedSampler(new SeededRandom(3));
      const throws = 40_000;
      const counts = tally(throws, () => dice.sample(pool));
      const total = weights.reduce((sum, weight) => sum + (weight || 1), 0);
      weights.forEach((weight, index) => {
        const expected = (throws * (weight || 1)) / total;
        // Four standard deviations; the dice are seeded, so it holds once and for all.
        expect(Math.abs((counts[`b${index}`] ?? 0) - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
      });
    },
  );

  it('gives every face of the die to a backend, whatever the weights', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(weights, fc.integer(), (all, seed) => {
        const pool = backendsOfWeight(...all);
        const dice = new WeightedSampler(new SeededRandom(seed));
        expect(pool).toContain(dice.sample(pool));
      }),
    );
  });

  it('throws for another than the first', () => {
    const pool = backendsOfWeight(100, 1, 1);
    const dice = new WeightedSampler(new SeededRandom());
    const counts = tally(2000, () => dice.throwAnother(pool, pool[0]));
    expect(counts.b0).toBeUndefined();
    expect(counts.b1 / 2000).toBeCloseTo(0.5, 1);
  });

  it('finds no other backend if there is none', () => {
    const [only] = equalBackends(1);
    const dice = new WeightedSampler(new SeededRandom());
    expect(dice.sample([])).toBeUndefined();
    expect(dice.throwAnother([only], only)).toBeUndefined();
  });
});
