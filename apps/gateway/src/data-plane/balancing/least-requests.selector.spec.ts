import { SeededRandom } from '../../../../../test/support/seeded-random';
import { backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { LeastRequestsSelector } from './least-requests.selector';

describe('LeastRequestsSelector', () => {
  let selector: LeastRequestsSelector;

  beforeEach(() => {
    selector = new LeastRequestsSelector(new SeededRandom());
  });

  it('finds the least busy of up to eight backends', () => {
    const pool = equalBackends(8);
    pool.forEach((backend, index) => (backend.inFlight = index === 5 ? 1 : 2));
    expect(tally(100, () => selector.select(pool))).toEqual({ b5: 100 });
  });

  it('counts requests per weight', () => {
    const pool = backendsOfWeight(1, 4);
    pool[0].inFlight = 2;
    pool[1].inFlight = 7;
    expect(selector.select(pool)).toBe(pool[1]);
    pool[1].inFlight = 9;
    expect(selector.select(pool)).toBe(pool[0]);
  });

  it('fills the backends as their weights say', () => {
    const pool = backendsOfWeight(1, 2, 5);
    for (let request = 0; request < 800; request++) selector.select(pool)!.inFlight += 1;
    expect(pool.map((backend) => backend.inFlight)).toEqual([100, 200, 500]);
  });

  it('gives idle backends turns by weight, not all to the first', () => {
    const pool = backendsOfWeight(1, 3);
    const counts = tally(4000, () => selector.select(pool));
    expect(counts.b1 / 4000).toBeCloseTo(0.75, 1);
  });

  it('takes the better of two thrown for beyond eight, so the busiest of all gets nothing', () => {
    const pool = equalBackends(100);
    pool.forEach((backend, index) => (backend.inFlight = index));
    const counts = tally(10_000, () => selector.select(pool));
    expect(counts.b99).toBeUndefined();
    // The least busy is in one of fifty pairs.
    expect(counts.b0).toBeGreaterThan(120);
    expect(counts.b0).toBeLessThan(280);
  });

  it('keeps a large pool level', () => {
    const pool = equalBackends(200);
    for (let request = 0; request < 20_000; request++) selector.select(pool)!.inFlight += 1;
    // Best of two stays within log log n of the mean; plain chance would be about thirty above.
    expect(Math.max(...pool.map((backend) => backend.inFlight))).toBeLessThanOrEqual(105);
  });
});
