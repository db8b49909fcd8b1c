import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend, equalBackends } from '../../../../../test/support/some-backends';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { Pool } from '../../data-plane/upstream/pool';
import { RetryBudget } from '../../data-plane/upstream/retry-budget';
import { SlowStart } from './slow-start';

function started(slowStart = 10_000) {
  const clock = new FakeClock();
  const states = new BackendStates(clock, new ErrorGuard(clock));
  const backend = aBackend('a');
  const pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(clock, 0));
  pool.setBackends([backend, ...equalBackends(2)]);
  const job = new SlowStart(clock, states);
  job.apply([{ name: 'p', slowStart }]);
  return { clock, states, backend, pool, job };
}

describe('slow start', () => {
  it('never happens at the start', () => {
    const { states, backend, pool } = started();
    states.setHealth(pool, backend, 'healthy', 'the first probe');
    expect(backend.rampFactor).toBe(1);
  });

  it('raises the part of a backend that comes back from a tenth to all of it', () => {
    const { clock, states, backend, pool } = started();
    states.setHealth(pool, backend, 'unhealthy', '');
    states.setHealth(pool, backend, 'healthy', '');
    const seen = [0, 2_500, 2_500, 2_500, 2_500].map((time) => {
      clock.advance(time);
      return backend.rampFactor;
    });
    expect(seen).toEqual([0.1, 0.325, 0.55, 0.775, 1].map((part) => expect.closeTo(part, 5) as number));
    expect([backend.rampFactor, clock.timers]).toEqual([1, 0]);
  });

  it.each(['ejected', 'unhealthy', 'draining', 'disabled'] as const)('follows being %s', (state) => {
    const { states, backend, pool } = started();
    const set = (away: boolean): void => {
      if (state === 'ejected') states.setEjected(pool, backend, away, '');
      else if (state === 'unhealthy') states.setHealth(pool, backend, away ? state : 'healthy', '');
      else states.setMode(pool, backend, away ? state : 'enabled', '');
    };
    set(true);
    expect(backend.rampFactor).toBe(1);
    set(false);
    expect(backend.rampFactor).toBe(0.1);
  });

  it('begins again if the backend goes down in the middle of it', () => {
    const { clock, states, backend, pool } = started();
    states.setHealth(pool, backend, 'unhealthy', '');
    states.setHealth(pool, backend, 'healthy', '');
    clock.advance(5_000);
    states.setHealth(pool, backend, 'unhealthy', '');
    expect([backend.rampFactor, clock.timers]).toEqual([1, 0]);
    states.setHealth(pool, backend, 'healthy', '');
    expect([backend.rampFactor, clock.timers]).toEqual([0.1, 1]);
  });

  it('can be turned off', () => {
    const { states, backend, pool } = started(0);
    states.setHealth(pool, backend, 'unhealthy', '');
    states.setHealth(pool, backend, 'healthy', '');
    expect(backend.rampFactor).toBe(1);
  });

  it('leaves no timer behind', () => {
    const { clock, states, backend, pool, job } = started();
    states.setHealth(pool, backend, 'unhealthy', '');
    states.setHealth(pool, backend, 'healthy', '');
    job.onModuleDestroy();
    expect(clock.timers).toBe(0);
  });
});
