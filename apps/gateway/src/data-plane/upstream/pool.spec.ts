import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type Backend } from './backend';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';

function poolOf(...backends: Backend[]): Pool {
  const retry = { attempts: 3, budget: 0.2, bodyBytes: 1024 };
  const pool = new Pool('p', retry, new RetryBudget(new FakeClock(), retry.budget));
  pool.setBackends(backends);
  return pool;
}

function available(pool: Pool): string[] {
  return pool.available.map((backend) => backend.id);
}

describe('Pool', () => {
  it('keeps its backends in the given order, and finds each by its id', () => {
    const pool = poolOf(aBackend('b'), aBackend('a'));
    expect(pool.backends.map((backend) => backend.id)).toEqual(['b', 'a']);
    expect(pool.find('a')).toBe(pool.backends[1]);
    expect(pool.find('c')).toBeUndefined();
  });

  it('forgets backends that are replaced', () => {
    const pool = poolOf(aBackend('a'));
    pool.setBackends([aBackend('b')]);
    expect(pool.find('a')).toBeUndefined();
    expect(available(pool)).toEqual(['b']);
  });

  it('counts what is in flight, and all attempts', () => {
    const [a] = poolOf(aBackend('a')).backends;
    const pool = poolOf(a);
    pool.begin(a);
    pool.begin(a);
    pool.finish(a);
    expect(a).toMatchObject({ inFlight: 1, requests: 2 });
  });

  it('leaves out who is full, until one of its requests ends', () => {
    const [a, b] = [aBackend('a', { maxInFlight: 2 }), aBackend('b')];
    const pool = poolOf(a, b);
    pool.begin(a);
    expect(available(pool)).toEqual(['a', 'b']);
    pool.begin(a);
    expect(a.isFull).toBe(true);
    expect(available(pool)).toEqual(['b']);
    pool.finish(a);
    expect(available(pool)).toEqual(['a', 'b']);
  });

  it('never takes a backend without a limit for full', () => {
    const a = aBackend('a', { maxInFlight: 0 });
    const pool = poolOf(a);
    for (let n = 0; n < 1_000; n++) pool.begin(a);
    expect(available(pool)).toEqual(['a']);
  });

  it('leaves out who carries more than a limit that was lowered, until it carries less', () => {
    const a = aBackend('a', { maxInFlight: 5 });
    const pool = poolOf(a);
    for (let n = 0; n < 4; n++) pool.begin(a);
    a.maxInFlight = 2;
    pool.refresh();
    const seen = [1, 2, 3, 4].map(() => {
      pool.finish(a);
      return available(pool).length;
    });
    expect(seen).toEqual([0, 0, 1, 1]);
  });

  it('counts on when an owner is sent more than it may carry', () => {
    const a = aBackend('a', { maxInFlight: 1 });
    const pool = poolOf(a);
    pool.begin(a);
    pool.begin(a);
    pool.finish(a);
    expect(available(pool)).toEqual([]);
    pool.finish(a);
    expect(available(pool)).toEqual(['a']);
  });

  it('turns to backups only if no regular backend is available', () => {
    const a = aBackend('a', { maxInFlight: 1 });
    const pool = poolOf(a, aBackend('b', { backup: true }), aBackend('c', { backup: true }));
    expect(available(pool)).toEqual(['a']);
    pool.begin(a);
    expect(available(pool)).toEqual(['b', 'c']);
    pool.finish(a);
    expect(available(pool)).toEqual(['a']);
  });

  it('replaces the list of who is available only when it may have changed', () => {
    const a = aBackend('a', { maxInFlight: 2 });
    const pool = poolOf(a);
    const before = pool.available;
    pool.begin(a);
    expect(pool.available).toBe(before);
    pool.begin(a);
    expect(pool.available).not.toBe(before);
    expect(before).toEqual([a]);
  });

  it('has no available backend without backends', () => {
    expect(poolOf().available).toEqual([]);
  });
});
