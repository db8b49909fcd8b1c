import { aBackend, countingReads } from '../../../../../test/support/some-backends';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';
import { type Backend } from './backend';

function poolOf(...backends: Backend[]): Pool {
  const retry = { attempts: 3, budget: 0.2, bodyBytes: 1024 };
  const pool = new Pool('p', retry, new RetryBudget(new FakeClock(), retry.budget));
  pool.setBackends(backends);
  return pool;
}

describe('a rank of a pool', () => {
  it('keeps its list of who is fit while they only fill up and empty', () => {
    const pool = poolOf(aBackend('a', { maxInFlight: 1 }), aBackend('b'));
    const [a, b] = pool.backends;
    const before = pool.regular.fit;
    pool.begin(a);
    expect(pool.regular.fit).toBe(before);
    expect([pool.regular.free, pool.regular.available]).toEqual([1, [b]]);
    pool.finish(a);
    expect([pool.regular.free, pool.regular.available]).toEqual([2, before]);
  });

  it('counts regular backends and backups apart', () => {
    const pool = poolOf(aBackend('a', { maxInFlight: 1 }), aBackend('b', { backup: true, maxInFlight: 1 }));
    const [a, b] = pool.backends;
    pool.begin(b);
    expect([pool.regular.free, pool.backups.free]).toEqual([1, 0]);
    pool.begin(a);
    expect([pool.regular.free, pool.backups.free, pool.available]).toEqual([0, 0, []]);
  });

  it('does not count what a backend that has left, or may take nothing new, still has in flight', () => {
    const [a, b] = [aBackend('a', { maxInFlight: 1 }), aBackend('b', { maxInFlight: 1 })];
    const pool = poolOf(a, b);
    pool.begin(a);
    pool.begin(b);
    b.mode = 'draining';
    pool.setBackends([b, aBackend('c')]);
    pool.finish(a);
    pool.finish(b);
    expect(pool.regular.free).toBe(1);
    b.mode = 'enabled';
    pool.refresh();
    expect(pool.regular.free).toBe(2);
  });

  it('takes note of a thousand without looking at more than the one', () => {
    let reads = 0;
    const backends = Array.from({ length: 1000 }, (_, index) =>
      countingReads(aBackend(`b${index}`, { maxInFlight: 1 }), () => reads++),
    );
    const pool = poolOf(...backends);
    reads = 0;
    for (const backend of backends) {
      pool.begin(backend);
      pool.finish(backend);
    }
    expect(reads / backends.length).toBeLessThan(40);
  });
});
