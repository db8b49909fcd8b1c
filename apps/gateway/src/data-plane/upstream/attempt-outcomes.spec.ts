import { ErrorGuard } from '../../platform/error.guard';
import { UpstreamTimeoutError } from '../errors/upstream.errors';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { AttemptOutcomes } from './attempt-outcomes';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';

describe('AttemptOutcomes', () => {
  const pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(new FakeClock(), 0));

  function observer(): { responded: jest.Mock; failed: jest.Mock } {
    return { responded: jest.fn(), failed: jest.fn() };
  }

  it('tells every observer of every outcome', () => {
    const outcomes = new AttemptOutcomes(new ErrorGuard(new FakeClock()));
    const [backend, first, second] = [aBackend('a'), observer(), observer()];
    const error = new UpstreamTimeoutError();
    outcomes.observe(first);
    outcomes.observe(second);
    outcomes.responded(pool, backend, 503, 12);
    outcomes.failed(pool, backend, error);
    for (const { responded, failed } of [first, second]) {
      expect(responded.mock.calls).toEqual([[pool, backend, 503, 12]]);
      expect(failed.mock.calls).toEqual([[pool, backend, error]]);
    }
  });

  it('tells an observer nothing of what was before it', () => {
    const outcomes = new AttemptOutcomes(new ErrorGuard(new FakeClock()));
    const late = observer();
    outcomes.responded(pool, aBackend('a'), 200, 1);
    outcomes.observe(late);
    expect(late.responded).not.toHaveBeenCalled();
  });

  it('counts the failures of a backend, and no answer as one', () => {
    const outcomes = new AttemptOutcomes(new ErrorGuard(new FakeClock()));
    const backend = aBackend('a');
    outcomes.responded(pool, backend, 500, 1);
    outcomes.failed(pool, backend, new UpstreamTimeoutError());
    expect(backend.failures).toBe(1);
  });

  it('forgets failures in a row with a whole good answer, not with the beginning of one', () => {
    const outcomes = new AttemptOutcomes(new ErrorGuard(new FakeClock()));
    const backend = aBackend('a');
    backend.traffic.consecutiveFailures = 3;
    outcomes.responded(pool, backend, 200, 1);
    outcomes.completed(pool, backend, 503);
    expect(backend.traffic.consecutiveFailures).toBe(3);
    outcomes.completed(pool, backend, 404);
    expect(backend.traffic.consecutiveFailures).toBe(0);
  });

  it('tells of whole answers of ejected backends only', () => {
    const outcomes = new AttemptOutcomes(new ErrorGuard(new FakeClock()));
    const [well, ejected, completed] = [aBackend('a'), aBackend('b'), jest.fn()];
    outcomes.observe({ ...observer(), completed });
    ejected.isEjected = true;
    outcomes.completed(pool, well, 200);
    outcomes.completed(pool, ejected, 200);
    expect(completed.mock.calls).toEqual([[pool, ejected, 200]]);
  });
});
