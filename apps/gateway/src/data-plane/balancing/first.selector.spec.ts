import { backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { FirstSelector } from './first.selector';

describe('FirstSelector', () => {
  it('stays with the first backend while it is available', () => {
    const pool = equalBackends(3);
    const selector = new FirstSelector();
    expect(tally(10, () => selector.select(pool))).toEqual({ b0: 10 });
    expect(selector.select(pool.slice(1))).toBe(pool[1]);
    expect(selector.select(pool)).toBe(pool[0]);
  });

  it('passes over a backend without weight', () => {
    const pool = backendsOfWeight(0, 1, 5);
    expect(new FirstSelector().select(pool)).toBe(pool[1]);
  });
});
