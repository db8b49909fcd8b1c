import { backendsOfWeight, sequence, tally } from '../../../../../test/support/some-backends';
import { WeightedRoundRobinSelector } from './weighted-round-robin.selector';

describe('WeightedRoundRobinSelector', () => {
  it('spreads the turns of a heavy backend', () => {
    const pool = backendsOfWeight(5, 1, 1);
    const selector = new WeightedRoundRobinSelector();
    expect(sequence(7, () => selector.select(pool))).toEqual(['b0', 'b0', 'b1', 'b0', 'b2', 'b0', 'b0']);
  });

  it('is plain round robin for equal weights', () => {
    const pool = backendsOfWeight(10, 10, 10);
    const selector = new WeightedRoundRobinSelector();
    expect(sequence(4, () => selector.select(pool))).toEqual(['b0', 'b1', 'b2', 'b0']);
  });

  it('follows new weights at once when the pool changes', () => {
    const selector = new WeightedRoundRobinSelector();
    const before = backendsOfWeight(1, 1);
    tally(10, () => selector.select(before));
    const after = backendsOfWeight(3, 1);
    expect(tally(400, () => selector.select(after))).toEqual({ b0: 300, b1: 100 });
  });

  it('is fair to each backend while the pool changes all the time', () => {
    const pool = backendsOfWeight(1, 1, 1, 1);
    const selector = new WeightedRoundRobinSelector();
    const counts = tally(4000, (turn) => selector.select(pool.filter((_, index) => index !== turn % 4)));
    for (const backend of pool) expect(counts[backend.id]).toBeGreaterThan(900);
  });

  it('keeps its step when an array comes only once, as for a second attempt', () => {
    const pool = backendsOfWeight(2, 1, 1);
    const selector = new WeightedRoundRobinSelector();
    const steady = sequence(4, () => selector.select(pool));
    expect(selector.select(pool)?.id).toBe(steady[0]);
    expect(selector.select([pool[2]])).toBe(pool[2]);
    expect(tally(400, () => selector.select(pool))).toEqual({ b0: 200, b1: 100, b2: 100 });
  });

  it('gives a backend that comes back no burst of turns', () => {
    const pool = backendsOfWeight(1, 1, 1);
    const selector = new WeightedRoundRobinSelector();
    const without = pool.slice(1);
    tally(1000, () => selector.select(without));
    expect(tally(9, () => selector.select(pool)).b0).toBeLessThanOrEqual(4);
  });
});
