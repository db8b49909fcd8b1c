import { FakeClock } from '../../../../../../test/support/fake-clock';
import { Deadlines } from '../../../platform/deadlines';
import { Pool } from '../../upstream/pool';
import { RetryBudget } from '../../upstream/retry-budget';
import { SearchLimiter } from './search-limiter';

const SETTINGS = { concurrency: 5, maxRatio: 0.1, negativeCacheTtl: 5_000, timeout: 2_000 };

describe('SearchAdmission', () => {
  let clock: FakeClock;
  let budget: RetryBudget;
  let admission: SearchLimiter;

  beforeEach(() => {
    clock = new FakeClock();
    budget = new RetryBudget(clock, 0);
    const pool = new Pool('main', { attempts: 1, budget: 0, bodyBytes: 0 }, budget);
    admission = new SearchLimiter(pool, clock, new Deadlines(clock));
  });

  const traffic = (requests: number): void => {
    for (let count = 0; count < requests; count++) budget.noteRequest();
  };

  it('admits three at a time however little traffic there is', () => {
    expect([1, 2, 3].map(() => admission.enter(SETTINGS, 3))).toEqual([true, true, true]);
    expect(admission.enter(SETTINGS, 3)).toBeInstanceOf(Promise);
  });

  it('admits more while their requests are within their maxRatio of the traffic', () => {
    traffic(100);
    expect([1, 2, 3, 4].map(() => admission.enter(SETTINGS, 3))).toEqual([true, true, true, true]);
    expect(admission.enter(SETTINGS, 3)).toBeInstanceOf(Promise);
  });

  it('never admits more than so many at a time', () => {
    traffic(10_000);
    expect([1, 2, 3, 4, 5].map(() => admission.enter(SETTINGS, 1))).toEqual(Array(5).fill(true));
    expect(admission.enter(SETTINGS, 1)).toBeInstanceOf(Promise);
  });

  it('lets the next one begin when one has ended, in order', async () => {
    for (let count = 0; count < 3; count++) void admission.enter(SETTINGS, 1);
    const order: string[] = [];
    const waiting = ['first', 'second'].map(async (name) => {
      if (await admission.enter(SETTINGS, 1)) order.push(name);
    });
    admission.leave();
    admission.leave();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second']);
    expect(admission.running).toBe(3);
  });

  it('turns away who has waited for two seconds', async () => {
    for (let count = 0; count < 3; count++) void admission.enter(SETTINGS, 1);
    const waiting = admission.enter(SETTINGS, 1);
    clock.advance(2_050);
    expect(await waiting).toBe(false);
  });

  it('turns away at once when a thousand wait', () => {
    for (let count = 0; count < 1_003; count++) void admission.enter(SETTINGS, 1);
    expect(admission.enter(SETTINGS, 1)).toBe(false);
  });
});
