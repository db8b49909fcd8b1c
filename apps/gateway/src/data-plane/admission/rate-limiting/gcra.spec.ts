import * as fc from 'fast-check';
import { gcra } from './gcra';
import { type Rate } from './rate-limit';

const rate: Rate = { requests: 10, per: 1000, burst: 5 };

/** How many of `count` requests at these moments pass. */
function passed(times: readonly number[], limit = rate, cost = 1): number {
  let fullAt: number | undefined;
  let admitted = 0;
  for (const now of times) {
    const taken = gcra(limit, cost, now, fullAt);
    fullAt = taken.fullAt;
    if (taken.admitted) admitted++;
  }
  return admitted;
}

const every = (step: number, count: number) => Array.from({ length: count }, (_, at) => at * step);

describe('gcra', () => {
  it('lets a burst pass after a pause, and no more', () => {
    expect(passed(every(0, 20))).toBe(5);
  });

  it('lets requests pass for ever at the rate', () => {
    expect(passed(every(100, 1000))).toBe(1000);
  });

  it('holds a faster client to the rate', () => {
    expect(passed(every(10, 1000))).toBe(5 + 99);
  });

  it('counts a dear request for several', () => {
    expect(passed(every(0, 20), rate, 2)).toBe(2);
  });

  it('says how much is left, when all is there again, and when to come back', () => {
    const first = gcra(rate, 1, 0, undefined);
    const { admitted, remaining, reset, retryAfter } = first;
    expect([admitted, remaining, Math.round(reset), retryAfter]).toEqual([true, 4, 100, 0]);
    const refused = gcra(rate, 1, 50, 500);
    expect(refused.fullAt).toBe(500);
    expect(refused).toMatchObject({ admitted: false, remaining: 0 });
    expect([refused.reset, refused.retryAfter].map(Math.round)).toEqual([450, 50]);
  });

  it('never lets more pass in any time than burst and rate allow', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (gaps, burst) => {
        const limit = { ...rate, burst };
        let now = 0;
        const times = gaps.map((gap) => (now += gap));
        expect(passed(times, limit)).toBeLessThanOrEqual(burst + Math.floor((now - times[0]) / 100) + 1e-9);
      }),
    );
  });
});
