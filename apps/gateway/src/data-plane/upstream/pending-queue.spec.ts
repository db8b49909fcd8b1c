import { EventEmitter } from 'node:events';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { Deadlines } from '../../platform/deadlines';
import { type Backend } from './backend';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';
import { PendingQueue } from './pending-queue';

describe('the queue of a pool', () => {
  let clock: FakeClock;
  let queue: PendingQueue;
  let pool: Pool;
  let [a, b]: Backend[] = [];
  let called: string[];

  beforeEach(() => {
    clock = new FakeClock();
    queue = new PendingQueue(new Deadlines(clock), { size: 3, timeout: 1_000 });
    pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(clock, 0));
    pool.queue = queue;
    [a, b] = ['a', 'b'].map((name) => aBackend(name, { maxInFlight: 1 }));
    pool.setBackends([a, b]);
    called = [];
    for (const backend of [a, b]) pool.begin(backend);
  });

  function wait(name: string, wanted?: Backend, client = new EventEmitter()): EventEmitter {
    queue.turn(client, wanted, queue.deadline()).then(
      () => called.push(name),
      (error: { code: string }) => called.push(`${name} ${error.code}`),
    );
    return client;
  }

  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('calls one for each place that is free, in the order they came', async () => {
    for (const name of ['1', '2', '3']) wait(name);
    pool.finish(a);
    await settle();
    expect(called).toEqual(['1']);
    pool.finish(b);
    await settle();
    expect(called).toEqual(['1', '2']);
  });

  it('keeps those who want one backend waiting for that one', async () => {
    wait('owner', b);
    wait('any');
    pool.finish(a);
    await settle();
    expect(called).toEqual(['any']);
    pool.finish(b);
    await settle();
    expect(called).toEqual(['any', 'owner']);
  });

  it('calls those who want what it owns only, when a backend drains', async () => {
    wait('any');
    wait('owner', a);
    a.mode = 'draining';
    pool.refresh();
    pool.finish(a);
    await settle();
    expect(called).toEqual(['owner']);
  });

  it('refuses who comes when it is full', () => {
    for (const name of ['1', '2', '3']) wait(name);
    expect(() => queue.turn(new EventEmitter(), undefined, queue.deadline())).toThrow('Too many requests');
  });

  it('refuses who has waited too long, and holds no timer for it', async () => {
    wait('late');
    clock.advance(1_100);
    await settle();
    expect([called, queue.length, clock.timers]).toEqual([['late overloaded'], 0, 0]);
  });

  it('forgets whose client has left', async () => {
    const client = wait('gone');
    wait('next');
    client.emit('close');
    expect([queue.length, client.listenerCount('close')]).toEqual([1, 0]);
    pool.finish(a);
    await settle();
    expect(called).toEqual(['gone client_closed', 'next']);
  });

  it('calls as many as there is room for when the pool has more', async () => {
    for (const name of ['1', '2', '3']) wait(name);
    pool.setBackends([a, b, aBackend('c', { maxInFlight: 2 })]);
    await settle();
    expect(called).toEqual(['1', '2']);
  });

  it('calls all when a backend without a limit is added', async () => {
    for (const name of ['1', '2', '3']) wait(name);
    pool.setBackends([a, b, aBackend('c')]);
    await settle();
    expect(called).toEqual(['1', '2', '3']);
  });
});
