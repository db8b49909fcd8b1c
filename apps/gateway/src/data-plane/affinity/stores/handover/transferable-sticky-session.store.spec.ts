import { FakeClock } from '../../../../../../../test/support/fake-clock';
import { type StickySession } from '../../sticky-session';
import { MemoryStickySessionStore } from '../memory/memory-sticky-session.store';
import { TransferableStickySessionStore } from './transferable-sticky-session.store';
import { importLastSessions, importSessions } from './inherited-sessions';
import { type SessionRow } from './session-row';
import { execute, type RemoteStoreCall } from './remote-store-call';

const RULE = { name: 'items', maxSessions: 100_000, idleTimeout: 60_000, pools: ['main'] };

describe('sessions that are handed over', () => {
  const clock = new FakeClock();
  let old: TransferableStickySessionStore;
  let successor: TransferableStickySessionStore;

  beforeEach(() => {
    old = aStore(false);
    successor = aStore(true);
  });

  function aStore(isComplete: boolean): TransferableStickySessionStore {
    const remembered = { isComplete: () => isComplete, sessions: [] };
    const store = new TransferableStickySessionStore(new MemoryStickySessionStore(clock, remembered));
    store.apply([RULE]);
    return store;
  }

  /** Tells the successor some, once a little time has passed. */
  async function tell(rows: readonly SessionRow[]): Promise<void> {
    await Promise.resolve();
    importSessions(successor.own, structuredClone(rows));
  }

  /** As if it came from another process. */
  const ask = async (call: RemoteStoreCall): Promise<unknown> => {
    await Promise.resolve();
    return structuredClone((await execute(successor, call)) ?? null);
  };

  async function handOver(): Promise<void> {
    importLastSessions(successor.own, await old.export(tell));
    old.delegateTo(ask);
  }

  function created(store: TransferableStickySessionStore, id: number, backend = 'a'): StickySession {
    const { session } = store.claim(`items/main/${id}`, backend) as { session: StickySession };
    void store.confirm(session, 'create');
    return store.find(`items/main/${id}`) as StickySession;
  }

  const ownerOf = async (store: TransferableStickySessionStore, id: number): Promise<string | undefined> =>
    (await store.find(`items/main/${id}`))?.backendId;

  it('are all known to the successor, as they were', async () => {
    const sessions = Array.from({ length: 2_500 }, (_, id) => created(old, id, `b${id % 3}`));
    await handOver();
    expect(sessions.map(({ key }) => successor.find(key))).toEqual(sessions);
    expect(successor.counts()).toEqual(old.counts());
  });

  it('are the latest, although requests change them while they are told', async () => {
    for (let id = 0; id < 3_000; id++) created(old, id);
    const told = old.export(async (rows) => {
      await tell(rows);
      const forgotten = old.find(`items/main/${rows.length}`) as StickySession | undefined;
      if (forgotten !== undefined) void old.forget(forgotten);
      const moved = old.find('items/main/7') as StickySession;
      void old.move(moved, 'c', 'operator');
      created(old, 5_000);
    });
    importLastSessions(successor.own, await told);
    expect(await ownerOf(successor, 1_000)).toBeUndefined();
    expect(await ownerOf(successor, 7)).toBe('c');
    expect(await ownerOf(successor, 5_000)).toBe('a');
  });

  it('are asked for in the successor by requests that are still in flight', async () => {
    const { session } = (await old.claim('items/main/1', 'a')) as { session: StickySession };
    await handOver();
    expect(await old.confirm(session, 'create')).toBe(true);
    expect(successor.find('items/main/1')).toMatchObject({ backendId: 'a', state: 'confirmed' });
    created(successor, 2, 'b');
    expect(await old.find('items/main/2')).toMatchObject({ backendId: 'b' });
    expect(await old.find('items/main/3')).toBeUndefined();
    expect(await old.claim('items/main/2', 'a')).toMatchObject({ won: false, session: { backendId: 'b' } });
  });

  it('are waited for in the moment between', async () => {
    created(old, 1);
    const last = await old.export(tell);
    const found = old.find('items/main/1');
    const claimed = old.claim('items/main/2', 'a');
    importLastSessions(successor.own, last);
    old.delegateTo(ask);
    expect(await found).toMatchObject({ backendId: 'a' });
    expect(await claimed).toMatchObject({ won: true });
    expect(await ownerOf(successor, 2)).toBe('a');
  });

  it('stay where they are if no process takes over', async () => {
    created(old, 1);
    await old.export(tell);
    const claimed = old.claim('items/main/2', 'a');
    old.cancelHandover();
    expect(await claimed).toMatchObject({ won: true });
    expect(old.find('items/main/2')).toMatchObject({ backendId: 'a' });
  });

  it('are asked for here again when the successor is gone', async () => {
    created(old, 1);
    importLastSessions(successor.own, await old.export(tell));
    old.delegateTo(() => Promise.reject(new Error('gone')));
    expect(await old.find('items/main/1')).toMatchObject({ backendId: 'a' });
  });

  it.each([true, false])('are complete if they were: %s', async (isComplete) => {
    old = aStore(isComplete);
    await handOver();
    expect(successor.isComplete('items', 'main')).toBe(isComplete);
  });
});
