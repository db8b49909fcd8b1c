import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type Backend } from './backend';
import { type StateChange } from './backend-state';
import { BackendStates } from './backend-states';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';

describe('BackendStates', () => {
  const clock = new FakeClock();
  let [a, b]: Backend[] = [];
  let pool: Pool;
  let states: BackendStates;
  let changes: StateChange[];

  beforeEach(() => {
    [a, b] = [aBackend('a', { maxInFlight: 1 }), aBackend('b')];
    pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(clock, 0));
    pool.setBackends([a, b]);
    states = new BackendStates(clock, new ErrorGuard(clock));
    changes = [];
    states.observe({ stateChanged: (_pool, _backend, change) => void changes.push(change) });
  });

  const available = (): string[] => pool.available.map(({ id }) => id);

  it('tells each change once, with its reason and time', () => {
    states.setHealth(pool, a, 'unhealthy', 'it was asked in vain');
    states.setHealth(pool, a, 'unhealthy', 'and again');
    const at = clock.wallTime();
    expect(changes).toEqual([{ from: 'unknown', to: 'unhealthy', reason: 'it was asked in vain', at }]);
    expect(a.lastChange).toEqual(changes[0]);
  });

  it('reports when a backend is ejected again, and why', () => {
    states.setEjected(pool, a, true, 'five failures');
    states.setEjected(pool, a, true, 'it failed its trial');
    expect(changes.map(({ from, to, reason }) => `${from} ${to}: ${reason}`)).toEqual([
      'unknown ejected: five failures',
      'ejected ejected: it failed its trial',
    ]);
  });

  it('keeps quiet about a backend that is full, as long as nothing else changes', () => {
    pool.begin(a);
    expect(a.state).toBe('full');
    pool.finish(a);
    expect(changes).toEqual([]);
  });

  it('keeps quiet about what changes behind a state that prevails', () => {
    states.setMode(pool, a, 'disabled', 'an operator');
    states.setHealth(pool, a, 'unhealthy', 'probes');
    states.setMode(pool, a, 'enabled', 'an operator');
    expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'unknown disabled',
      'disabled unhealthy',
    ]);
  });

  it.each([
    ['unhealthy', () => states.setHealth(pool, a, 'unhealthy', '')],
    ['ejected', () => states.setEjected(pool, a, true, '')],
    ['draining', () => states.setMode(pool, a, 'draining', '')],
    ['draining', () => states.setSelfDraining(pool, a, true, '')],
    ['disabled', () => states.setMode(pool, a, 'disabled', '')],
    ['full', () => pool.begin(a)],
  ])('takes nothing new while it is %s', (state, change) => {
    change();
    expect([a.state, available()]).toEqual([state, ['b']]);
  });

  it.each([
    ['ejected', true, () => states.setEjected(pool, a, true, '')],
    ['draining', true, () => states.setMode(pool, a, 'draining', '')],
    ['draining by itself', true, () => states.setSelfDraining(pool, a, true, '')],
    ['unhealthy', false, () => states.setHealth(pool, a, 'unhealthy', '')],
    ['disabled', false, () => states.setMode(pool, a, 'disabled', '')],
  ])('when it is %s, serving what it owns is %s', (_state, serves, change) => {
    change();
    expect(a.acceptsOwnedRequests).toBe(serves);
  });

  it('gives nothing to who must pass a probe first, until it has', () => {
    a.needsProof = true;
    pool.refresh();
    expect([available(), a.acceptsOwnedRequests]).toEqual([['b'], false]);
    states.setHealth(pool, a, 'healthy', 'a probe passed');
    expect([available(), a.acceptsOwnedRequests]).toEqual([['a', 'b'], true]);
  });

  it('tells when a pool begins and ends to panic', () => {
    const seen: boolean[] = [];
    states.observe({
      stateChanged: () => undefined,
      panicChanged: ({ isPanicking }) => void seen.push(isPanicking),
    });
    states.setHealth(pool, a, 'unhealthy', '');
    states.setHealth(pool, b, 'unhealthy', '');
    states.setHealth(pool, b, 'healthy', '');
    expect(seen).toEqual([true, false]);
  });
});
