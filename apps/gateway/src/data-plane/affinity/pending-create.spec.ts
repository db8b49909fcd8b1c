import { FakeClock } from '../../../../../test/support/fake-clock';
import { type AffinityContext } from './affinity-context';
import { LeaseKeeper } from './lease-keeper';
import { PendingCreate } from './pending-create';
import { MemoryStickySessionStore } from './stores/memory/memory-sticky-session.store';

const KEY = 'items/main/1';

describe('PendingCreate', () => {
  let store: MemoryStickySessionStore;
  let context: AffinityContext;

  beforeEach(() => {
    const clock = new FakeClock();
    store = new MemoryStickySessionStore(clock);
    store.apply([{ name: 'items', maxSessions: 100, idleTimeout: 600_000, pools: ['main'] }]);
    const counts = { createConflicts: 0 };
    context = { store, leases: new LeaseKeeper(store, clock), counts } as unknown as AffinityContext;
  });

  async function begun(backendId = 'a'): Promise<PendingCreate> {
    const create = new PendingCreate(context, KEY);
    await create.begin(backendId);
    return create;
  }

  it('takes its claim along to another backend if it is the only one', async () => {
    const create = await begun();
    expect(await create.moveTo('b')).toMatchObject({ backendId: 'b', pending: 1 });
    await create.settle({ kind: 'created', backendId: 'b', afterUnknown: false });
    expect(store.find(KEY)).toMatchObject({ backendId: 'b', state: 'confirmed', pending: 0 });
  });

  it('leaves the claim where another create is under way', async () => {
    const maker = await begun();
    const other = await begun();
    const move = async () => maker.moveTo('b');
    await expect(move()).rejects.toMatchObject({ code: 'owner_unavailable' });
    await maker.settle({ kind: 'refused' });
    await other.settle({ kind: 'created', backendId: 'a', afterUnknown: false });
    expect(store.find(KEY)).toMatchObject({ backendId: 'a', state: 'confirmed' });
  });

  it('takes it along when the other create has been refused', async () => {
    const maker = await begun();
    await (await begun()).settle({ kind: 'refused' });
    expect(await maker.moveTo('b')).toMatchObject({ backendId: 'b', pending: 1 });
  });

  it('goes to the owner when the other create has succeeded', async () => {
    const maker = await begun();
    await (await begun()).settle({ kind: 'created', backendId: 'a', afterUnknown: false });
    expect(await maker.moveTo('b')).toMatchObject({ backendId: 'a', state: 'confirmed' });
  });

  it('begins again when its claim is gone', async () => {
    const create = await begun();
    store.drop(KEY);
    expect(await create.moveTo('b')).toMatchObject({ backendId: 'b', pending: 1 });
  });

  it('counts a create on a backend that cannot become the owner', async () => {
    const create = await begun();
    store.drop(KEY);
    const other = await begun('b');
    await create.settle({ kind: 'created', backendId: 'a', afterUnknown: false });
    expect(context.counts.createConflicts).toBe(1);
    await other.settle({ kind: 'created', backendId: 'b', afterUnknown: false });
    expect(store.find(KEY)).toMatchObject({ backendId: 'b', state: 'confirmed' });
  });

  it('holds no lease after its end', async () => {
    const create = await begun();
    expect(context.leases.size).toBe(1);
    await create.settle({ kind: 'unknown' });
    expect([context.leases.size, create.isHeld]).toEqual([0, false]);
  });
});
