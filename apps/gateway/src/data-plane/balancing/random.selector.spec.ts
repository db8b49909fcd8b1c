import { SeededRandom } from '../../../../../test/support/seeded-random';
import { backendsOfWeight, tally } from '../../../../../test/support/some-backends';
import { RandomSelector } from './random.selector';

describe('RandomSelector', () => {
  it('gives each backend requests in proportion to its weight', () => {
    const pool = backendsOfWeight(1, 2, 7);
    const selector = new RandomSelector(new SeededRandom());
    const counts = tally(10_000, () => selector.select(pool));
    expect(counts.b0 / 10_000).toBeCloseTo(0.1, 1);
    expect(counts.b1 / 10_000).toBeCloseTo(0.2, 1);
    expect(counts.b2 / 10_000).toBeCloseTo(0.7, 1);
  });

  it('follows the pool when it changes', () => {
    const [one, two] = [backendsOfWeight(1, 9), backendsOfWeight(9, 1)];
    const selector = new RandomSelector(new SeededRandom());
    expect(tally(1000, () => selector.select(one)).b1).toBeGreaterThan(850);
    expect(tally(1000, () => selector.select(two)).b0).toBeGreaterThan(850);
  });
});
