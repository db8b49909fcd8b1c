import { FakeClock } from '../../../../../../test/support/fake-clock';
import { equalBackends } from '../../../../../../test/support/some-backends';
import { Pool } from '../../upstream/pool';
import { type RetryBudget } from '../../upstream/retry-budget';
import { NegativeCache } from './negative-cache';

describe('NegativeCache', () => {
  let clock: FakeClock;
  let pool: Pool;
  let absences: NegativeCache;

  beforeEach(() => {
    clock = new FakeClock();
    pool = new Pool('main', { attempts: 1, budget: 0, bodyBytes: 0 }, {} as RetryBudget);
    pool.setBackends(equalBackends(2));
    absences = new NegativeCache(clock);
  });

  it('remembers for the given time that no backend has it', () => {
    absences.note(pool, 'items/1', 5_000);
    expect([absences.has(pool, 'items/1'), absences.has(pool, 'items/2')]).toEqual([true, false]);
    clock.advance(4_999);
    expect(absences.has(pool, 'items/1')).toBe(true);
    clock.advance(1);
    expect(absences.has(pool, 'items/1')).toBe(false);
  });

  it('believes nothing that was found out before a backend came or went', () => {
    absences.note(pool, 'items/1', 5_000);
    pool.setBackends(equalBackends(3));
    expect(absences.has(pool, 'items/1')).toBe(false);
  });

  it('forgets a key that a request is about to create', () => {
    absences.note(pool, 'items/1', 5_000);
    absences.forget('items/1');
    expect(absences.has(pool, 'items/1')).toBe(false);
  });

  it('forgets everything when any resource may have been created', () => {
    absences.note(pool, 'items/1', 5_000);
    absences.clear();
    expect(absences.has(pool, 'items/1')).toBe(false);
  });

  it('keeps ten thousand, the latest', () => {
    for (let id = 0; id < 10_500; id++) absences.note(pool, `items/${id}`, 5_000);
    expect([absences.size, absences.has(pool, 'items/0'), absences.has(pool, 'items/10499')]).toEqual([
      10_000,
      false,
      true,
    ]);
  });
});
