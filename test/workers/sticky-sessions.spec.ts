import { ErrorGuard } from '../../apps/gateway/src/platform/error.guard';
import { SessionServer } from '../../apps/gateway/src/workers/primary/session-server';
import { WorkerLinks } from '../../apps/gateway/src/workers/primary/worker-links';
import { PrimaryStickySessionStore } from '../../apps/gateway/src/workers/worker/primary-sticky-session.store';
import { MemoryStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { TransferableStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/handover/transferable-sticky-session.store';
import {
  importLastSessions,
  importSessions,
} from '../../apps/gateway/src/data-plane/affinity/stores/handover/inherited-sessions';
import { execute } from '../../apps/gateway/src/data-plane/affinity/stores/handover/remote-store-call';
import { FakeClock } from '../support/fake-clock';
import { IDLE, keepsStickySessions } from '../stores/sticky-session-store.conformance';
import { aLinkedWorker, allSaid } from './support/linked-workers';

const RULES = Object.entries(IDLE).map(([name, idle]) => ({
  name,
  idleTimeout: idle,
  maxSessions: 10_000,
  pools: ['main'],
}));

/** A primary, and stores in two workers of it. */
function twoWorkers(nearCache = 1_000) {
  const clock = new FakeClock();
  const links = new WorkerLinks(new ErrorGuard(new FakeClock()));
  const memory = new MemoryStickySessionStore(clock);
  memory.apply(RULES);
  const store = new TransferableStickySessionStore(memory);
  new SessionServer(links, store).onModuleInit();
  const [one, other] = [0, 1].map(() => {
    const { link, leave } = aLinkedWorker(links);
    const store = new PrimaryStickySessionStore(link, clock, nearCache);
    store.apply(RULES);
    return { link, leave, store };
  });
  return { clock, memory, store, one, other };
}

describe.each([
  ['with what was found kept near', 1_000],
  ['with next to nothing kept near', 1],
])('the store of a worker, %s', (_name, nearCache) => {
  keepsStickySessions(() => {
    const { clock, one } = twoWorkers(nearCache);
    return {
      store: one.store,
      pass: (milliseconds) => clock.advance(milliseconds),
      settle: async () => {
        one.store.flush();
        await allSaid(one.link);
      },
      close: () => undefined,
    };
  });
});

describe('the stores of two workers', () => {
  it('know at once what the other one has claimed', async () => {
    const { one, other } = twoWorkers();
    expect(await other.store.find('items/main/1')).toBeUndefined();
    const { session } = await one.store.claim('items/main/1', 'a');
    expect(await other.store.find('items/main/1')).toEqual(session);
  });

  it('let one of many claims win, wherever they are made', async () => {
    const { one, other } = twoWorkers();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).store.claim('items/main/1', `b${at}`)),
    );
    expect(claims.filter(({ won }) => won)).toHaveLength(1);
    expect(new Set(claims.map(({ session }) => session.backendId)).size).toBe(1);
  });

  it('answer from memory what they have found, until the other one, or an operator, changes it', async () => {
    const { one, other, memory } = twoWorkers();
    await one.store.claim('items/main/1', 'a', 'create');
    const found = (await other.store.find('items/main/1'))!;
    expect(other.store.find('items/main/1')).toEqual(found);
    await one.store.move(found, 'b', 'learn');
    await allSaid(other.link);
    expect((await other.store.find('items/main/1'))!.backendId).toBe('b');
    memory.forget(memory.find('items/main/1')!);
    await allSaid(other.link);
    expect(await other.store.find('items/main/1')).toBeUndefined();
  });

  it('know that they know all as long as the primary does', async () => {
    const { clock, memory, one } = twoWorkers();
    jest.spyOn(memory, 'isComplete').mockReturnValue(true);
    await one.store.find('items/main/1');
    expect(one.store.isComplete('items', 'main')).toBe(true);
    expect(one.store.isComplete('carts', 'main')).toBe(false);
    jest.spyOn(memory, 'isComplete').mockReturnValue(false);
    clock.advance(1);
    await one.store.find('items/main/2');
    expect(one.store.isComplete('items', 'main')).toBe(false);
  });

  it('ask each time from when another process may change sessions until none does', async () => {
    const { store, memory, one } = twoWorkers();
    const successor = new MemoryStickySessionStore(new FakeClock());
    successor.apply(RULES);
    const { session } = await one.store.claim('items/main/1', 'a', 'create');
    importLastSessions(
      successor,
      await store.export((rows) => Promise.resolve(importSessions(successor, rows))),
    );
    store.delegateTo((call) => Promise.resolve(execute(successor, call)));
    expect(await one.store.find('items/main/1')).toEqual(session);
    void successor.move(session, 'b', 'operator');
    expect((await one.store.find('items/main/1'))!.backendId).toBe('b');

    store.cancelHandover();
    await allSaid(one.link);
    expect((await one.store.find('items/main/1'))!.backendId).toBe('a');
    memory.find = () => undefined;
    expect(one.store.find('items/main/1')).toEqual(session);
  });

  it('know what they know, and of the rest nothing, when the primary is gone', async () => {
    const { one } = twoWorkers();
    const { session } = await one.store.claim('items/main/1', 'a');
    one.link.close();
    expect(one.store.isReachable).toBe(false);
    expect(await one.store.find('items/main/1')).toEqual(session);
    await expect(one.store.find('items/main/2')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
