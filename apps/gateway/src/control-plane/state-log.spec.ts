import { UpstreamConnectTimeoutError, UpstreamTimeoutError } from '../data-plane/errors/upstream.errors';
import { AttemptOutcomes } from '../data-plane/upstream/attempt-outcomes';
import { FailureReports } from '../data-plane/upstream/failure-reports';
import { Logger } from '@nestjs/common';
import { ErrorGuard } from '../platform/error.guard';
import { FakeClock } from '../../../../test/support/fake-clock';
import { aBackend } from '../../../../test/support/some-backends';
import { BackendStates } from '../data-plane/upstream/backend-states';
import { Pool } from '../data-plane/upstream/pool';
import { RetryBudget } from '../data-plane/upstream/retry-budget';
import { StateLog } from './state-log';

describe('StateLog', () => {
  const clock = new FakeClock();
  const [a, b] = [aBackend('a'), aBackend('b')];
  let pool: Pool;
  let states: BackendStates;
  let lines: string[];
  let attempts: AttemptOutcomes;

  beforeEach(() => {
    lines = [];
    jest.spyOn(Logger.prototype, 'log').mockImplementation((text: string) => void lines.push(text));
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((text: string) => void lines.push(`warning: ${text}`));
    [a, b].forEach((own) => (own.health = 'healthy'));
    pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(clock, 0));
    pool.setBackends([a, b]);
    states = new BackendStates(clock, new ErrorGuard(clock));
    const guard = new ErrorGuard(clock);
    attempts = new AttemptOutcomes(guard);
    expect(new StateLog(clock, states, new FailureReports(attempts, clock, guard))).toBeDefined();
    clock.advance(60_000);
  });

  afterEach(() => jest.restoreAllMocks());

  /** Health comes and goes: `count` changes, each with its number as the reason. */
  function flap(own: typeof a, count: number): void {
    for (let change = 1; change <= count; change++)
      states.setHealth(pool, own, own.health === 'healthy' ? 'unhealthy' : 'healthy', `change ${change}`);
  }

  it('writes why requests fail, once in ten seconds for a backend and a kind', () => {
    for (let at = 0; at < 3; at++) attempts.failed(pool, a, new UpstreamTimeoutError());
    attempts.failed(pool, a, new UpstreamConnectTimeoutError());
    attempts.failed(pool, b, new UpstreamTimeoutError());
    clock.advance(10_000);
    attempts.failed(pool, a, new UpstreamTimeoutError());
    expect(lines).toEqual([
      'warning: A request failed at p/a: no response in time',
      'warning: A request failed at p/a: no connection in time',
      'warning: A request failed at p/b: no response in time',
      'warning: A request failed at p/a: no response in time (and 2 more times)',
    ]);
    expect(a.lastFailure).toEqual({
      kind: 'response_timeout',
      text: 'no response in time',
      at: clock.wallTime(),
    });
  });

  it('writes what a backend has become, what it was, and why; a warning when that is bad', () => {
    flap(a, 2);
    expect(lines).toEqual([
      'warning: p/a is unhealthy, was healthy: change 1',
      'p/a is healthy, was unhealthy: change 2',
    ]);
  });

  it('writes that a backend is still ejected', () => {
    states.setEjected(pool, a, true, 'it failed');
    states.setEjected(pool, a, true, 'it failed its trial');
    states.setEjected(pool, a, false, 'it passed');
    expect(lines[1]).toBe('warning: p/a is still ejected: it failed its trial');
  });

  it('writes six changes of a backend in a minute, and with the first after that how many there were more', () => {
    flap(a, 20);
    expect(lines).toHaveLength(6);
    clock.advance(59_999);
    flap(a, 1);
    expect(lines).toHaveLength(6);
    clock.advance(1);
    flap(a, 2);
    expect(lines.slice(6)).toEqual([
      'p/a is healthy, was unhealthy: change 1 (15 more changes were not logged)',
      'warning: p/a is unhealthy, was healthy: change 2',
    ]);
  });

  it('counts each backend by itself', () => {
    flap(a, 20);
    flap(b, 1);
    expect(lines.at(-1)).toBe('warning: p/b is unhealthy, was healthy: change 1');
  });

  it('writes when a pool begins to use unfit backends, and when it ends', () => {
    for (const own of [a, b]) states.setHealth(pool, own, 'unhealthy', '');
    states.setHealth(pool, a, 'healthy', '');
    expect(lines.filter((line) => !line.includes('/'))).toEqual([
      'warning: p has too few healthy backends: all enabled ones are used.',
      'p has enough healthy backends again: only these are used.',
    ]);
  });
});
