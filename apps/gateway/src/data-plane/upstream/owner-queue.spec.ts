import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type Backend } from './backend';
import { OwnerQueue } from './owner-queue';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the queue for owners that are not available', () => {
  let clock: FakeClock;
  let queue: OwnerQueue;
  let owner: Backend;
  let ended: string[];

  beforeEach(() => {
    clock = new FakeClock();
    owner = aBackend('a', {});
    owner.health = 'unhealthy';
    queue = new OwnerQueue(clock, { size: 100, bodyBytes: 1_000, ramp: 1_000 }, (id) =>
      id === 'a' ? owner : undefined,
    );
    ended = [];
  });

  function wait(name: string, request: Partial<Parameters<OwnerQueue['turn']>[1]> = {}): EventEmitter {
    const client = new EventEmitter();
    const startedAt = clock.now();
    const all = { client, startedAt, deadline: startedAt + 10_000, bodyBytes: 0, attempts: 0, ...request };
    queue.turn('a', all).then(
      (result) => ended.push(`${name} ${result}`),
      (error: { code: string }) => ended.push(`${name} ${error.code}`),
    );
    return client;
  }

  it('sends the first as a trial, and then twice as many in each step', async () => {
    for (let at = 0; at < 10; at++) wait(`${at}`);
    clock.advance(5_000);
    await settle();
    expect(ended).toEqual([]);
    owner.health = 'healthy';
    const sent: number[] = [];
    for (let step = 0; step < 4; step++) {
      clock.advance(step === 0 ? 25 : 100);
      await settle();
      sent.push(ended.length);
    }
    expect(sent).toEqual([1, 3, 7, 10]);
    expect([queue.length, clock.timers]).toEqual([0, 0]);
  });

  it('takes one that was refused back to its place, and pauses longer after each attempt', async () => {
    owner.health = 'healthy';
    clock.advance(100);
    wait('later');
    wait('refused', { startedAt: 0, attempts: 3 });
    clock.advance(150);
    await settle();
    expect(ended).toEqual([]);
    clock.advance(50);
    await settle();
    expect(ended).toEqual(['refused back']);
    clock.advance(100);
    await settle();
    expect(ended).toEqual(['refused back', 'later back']);
  });

  it('ends the wait at the deadline, and when the client leaves', async () => {
    wait('late', { deadline: 1_000 });
    const client = wait('gone');
    client.emit('close');
    clock.advance(1_100);
    await settle();
    expect(ended).toEqual(['gone client_closed', 'late expired']);
    expect([queue.length, queue.lineFor('a'), client.listenerCount('close'), clock.timers]).toEqual([
      0,
      undefined,
      0,
      0,
    ]);
  });

  it('sends none while the backend is full', async () => {
    owner.health = 'healthy';
    owner.maxInFlight = 1;
    owner.inFlight = 1;
    wait('1');
    clock.advance(1_000);
    await settle();
    expect(ended).toEqual([]);
    owner.inFlight = 0;
    clock.advance(100);
    await settle();
    expect(ended).toEqual(['1 back']);
  });

  it('gives back all it has taken, whatever happens', async () => {
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('wait' as const),
        bytes: fc.nat(300),
        attempts: fc.nat(3),
        limit: fc.nat(2_000),
      }),
      fc.record({ kind: fc.constant('leave' as const), which: fc.nat(20) }),
      fc.record({ kind: fc.constant('pass' as const), time: fc.nat(500) }),
      fc.record({ kind: fc.constant('health' as const), isUp: fc.boolean() }),
    );
    const holds = fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      ended = [];
      const clients: EventEmitter[] = [];
      for (const each of events) {
        if (each.kind === 'wait') {
          const deadline = clock.now() + each.limit;
          clients.push(wait('x', { bodyBytes: each.bytes, attempts: each.attempts, deadline }));
        } else if (each.kind === 'leave') clients[each.which]?.emit('close');
        else if (each.kind === 'health') owner.health = each.isUp ? 'healthy' : 'unhealthy';
        else clock.advance(each.time);
        expect(queue.length).toBeLessThanOrEqual(100);
      }
      owner.health = 'healthy';
      clock.advance(3_000);
      await settle();
      expect(ended.length).toBe(clients.length);
      expect([queue.length, clock.timers]).toEqual([0, 0]);
      for (const client of clients) expect(client.listenerCount('close')).toBe(0);
      // All of the bytes are free again.
      wait('whole', { bodyBytes: 1_000 });
      expect(queue.length).toBe(1);
      clock.advance(3_000);
      await settle();
    });
    await fc.assert(holds, { numRuns: 300 });
  });
});
