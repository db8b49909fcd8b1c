import { SeededRandom } from '../../../../../test/support/seeded-random';
import { backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { PowerOfTwoSelector } from './power-of-two.selector';

describe('PowerOfTwoSelector', () => {
  let selector: PowerOfTwoSelector;

  beforeEach(() => {
    selector = new PowerOfTwoSelector(new SeededRandom());
  });

  it('never chooses the busiest', () => {
    const pool = equalBackends(4);
    pool[2].inFlight = 1;
    expect(tally(1000, () => selector.select(pool)).b2).toBeUndefined();
  });

  it('compares both of two', () => {
    const pool = equalBackends(2);
    pool[0].inFlight = 1;
    expect(tally(100, () => selector.select(pool))).toEqual({ b1: 100 });
  });

  it('does not send every request to the least busy backend, as a look at all would', () => {
    const pool = equalBackends(8);
    pool.forEach((backend, index) => (backend.inFlight = index));
    const counts = tally(4000, () => selector.select(pool));
    // The least busy of eight is in one of four pairs.
    expect(counts.b0 / 4000).toBeCloseTo(0.25, 1);
    expect(counts.b6).toBeGreaterThan(0);
  });

  it('gives idle backends turns by weight', () => {
    const pool = backendsOfWeight(1, 1, 2, 4);
    const counts = tally(8000, () => selector.select(pool));
    expect(counts.b3 / 8000).toBeCloseTo(0.5, 1);
    expect(counts.b0 / 8000).toBeCloseTo(0.125, 1);
  });
});
