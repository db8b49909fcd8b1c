import { FakeClock } from '../../../../../../test/support/fake-clock';
import { Deadlines } from '../../../platform/deadlines';
import { Pool } from '../../upstream/pool';
import { RetryBudget } from '../../upstream/retry-budget';
import { SearchLimiter } from './search-limiter';

const SETTINGS = { concurrency: 5, maxRatio: 0.1, negativeCacheTtl: 5_000, timeout: 2_000 };

describe('SearchLimiter', () => {
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
    expect([1, 2, 3].map(() => admission.enter(SETTINGS, 3, 'client'))).toEqual([true, true, true]);
    expect(admission.enter(SETTINGS, 3, 'client')).toBeInstanceOf(Promise);
  });

  it('admits more while their requests are within their maxRatio of the traffic', () => {
    traffic(100);
    expect([1, 2, 3, 4].map(() => admission.enter(SETTINGS, 3, 'client'))).toEqual([true, true, true, true]);
    expect(admission.enter(SETTINGS, 3, 'client')).toBeInstanceOf(Promise);
  });

  it('never admits more than so many at a time', () => {
    traffic(10_000);
    expect([1, 2, 3, 4, 5].map(() => admission.enter(SETTINGS, 1, 'client'))).toEqual(Array(5).fill(true));
    expect(admission.enter(SETTINGS, 1, 'client')).toBeInstanceOf(Promise);
  });

  it('lets the next one begin when one has ended, in order', async () => {
    for (let count = 0; count < 3; count++) void admission.enter(SETTINGS, 1, 'client');
    const order: string[] = [];
    const waiting = ['first', 'second'].map(async (name) => {
      if (await admission.enter(SETTINGS, 1, 'client')) order.push(name);
    });
    admission.leave();
    admission.leave();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second']);
    expect(admission.running).toBe(3);
  });

  it('turns away who has waited for two seconds', async () => {
    for (let count = 0; count < 3; count++) void admission.enter(SETTINGS, 1, 'client');
    const waiting = admission.enter(SETTINGS, 1, 'client');
    clock.advance(2_050);
    expect(await waiting).toBe(false);
  });

  it('turns away at once when a thousand wait', () => {
    for (let count = 0; count < 1_003; count++) void admission.enter(SETTINGS, 1, 'client');
    expect(admission.enter(SETTINGS, 1, 'client')).toBe(false);
  });

  it('lets a client whose searches find nothing search only within the share', async () => {
    for (let count = 0; count < 3; count++) {
      expect(admission.enter(SETTINGS, 7, 'inventor')).toBe(true);
      admission.leave('inventor');
    }
    const waiting = admission.enter(SETTINGS, 7, 'inventor');
    expect(waiting).toBeInstanceOf(Promise);
    expect(admission.enter(SETTINGS, 7, 'other')).toBe(true);
    clock.advance(2_050);
    expect(await waiting).toBe(false);
  });

  it('lets a client search as often as its searches find something', () => {
    for (let count = 0; count < 100; count++) {
      expect(admission.enter(SETTINGS, 7, 'reader')).toBe(true);
      admission.leave();
    }
  });

  it('trusts a client again in the next window', () => {
    for (let count = 0; count < 3; count++) {
      void admission.enter(SETTINGS, 7, 'client');
      admission.leave('client');
    }
    clock.advance(10_000);
    expect(admission.enter(SETTINGS, 7, 'client')).toBe(true);
  });
});
