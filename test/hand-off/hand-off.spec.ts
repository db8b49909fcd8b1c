import { type MoveReport } from '@app/contracts';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { ask, read } from '../admin/support/operator';
import { until } from '../support/eventually';
import { aMovableGateway, create, type MovableGateway } from './support/movable-items';

const PATH = '/api/pools/main/backends/a/move';

/** Items on `a`, as many as asked for, by turns `first`. */
async function withItems(count: number, handOff: object = {}, more: object = {}): Promise<MovableGateway> {
  const all = await aMovableGateway(['a', 'b'], handOff, { pool: { balance: 'first' }, ...more });
  for (let id = 1; id <= count; id++) await create(all.gateway, id);
  expect(all.of.a.items.kept.size).toBe(count);
  return all;
}

async function move({ gateway }: MovableGateway): Promise<MoveReport> {
  expect((await ask(gateway, 'POST', PATH)).status).toBe(202);
  let report: MoveReport;
  await until(async () => !(report = await read<MoveReport>(gateway, PATH)).running);
  return report!;
}

const ownerOf = async ({ gateway }: MovableGateway, id: number): Promise<string | undefined> =>
  (await gateway.application.app.get(StickySessionStore).findFresh(`items/main/${id}`))?.backendId;

describe('the hand-off of what a backend owns', () => {
  it('moves each resource with its state, and drains the backend', async () => {
    const all = await withItems(30);
    expect(await move(all)).toMatchObject({
      moved: 30,
      refused: 0,
      busy: 0,
      failed: 0,
      ownedSessions: 0,
      problem: null,
    });
    expect([all.of.a.items.kept.size, all.of.b.items.kept.size]).toEqual([0, 30]);
    for (const id of [1, 30]) expect((await all.gateway.fetch(`/items/${id}`)).text).toBe(`item ${id} on b`);
    expect(all.of.a.asked[0]).toMatchObject({
      rule: 'items',
      to: { id: 'b', url: all.gateway.backend('b').url },
    });
  });

  it('names an epoch that is above all that the former owner has seen, and not above that of the new one', async () => {
    const all = await withItems(1);
    await move(all);
    await all.gateway.fetch('/items/1');
    const epochOf = (served: string): number => Number(served.split(' ')[2]);
    const [{ epoch }] = all.of.a.asked;
    expect(epoch).toBeGreaterThan(Math.max(...all.of.a.served.map(epochOf)));
    expect(epoch).toBeLessThanOrEqual(epochOf(all.of.b.served.at(-1)!));
    expect(all.of.a.done).toMatchObject([{ epoch, moved: true }]);
    expect(all.of.b.done).toMatchObject([{ epoch, moved: true }]);
  });

  it('lets requests wait meanwhile, which then go to the new owner', async () => {
    const all = await withItems(1);
    const { a } = all.of;
    let pass: () => void = () => undefined;
    a.handingOff = async (asked, response) => {
      await new Promise<void>((resolve) => (pass = resolve));
      await a.passOn(asked, response);
    };
    const moving = move(all);
    await until(() => a.asked.length === 1);
    const { resources } = all.gateway.application.app.get(PoolTable).find('main')!;
    const put = all.gateway.fetch('/items/1', { method: 'PUT', body: 'new' });
    const again = create(all.gateway, 1);
    await until(() => resources!.waitingRequests === 2);
    expect(a.served.filter((served) => served.startsWith('PUT'))).toEqual([]);
    pass();
    expect((await moving).moved).toBe(1);
    expect(await put).toMatchObject({ status: 200, text: 'new on b' });
    expect(await again).toMatchObject({ status: 400, text: 'exists on b' });
  });

  it('waits for the requests in flight first', async () => {
    const all = await withItems(1);
    const { a } = all.of;
    const slow = all.gateway.open('/items/1', { method: 'PUT', headers: { 'content-length': 4 } });
    slow.write('ab');
    await until(() => a.served.some((served) => served.startsWith('PUT')));
    const moving = move(all);
    await until(async () => (await read<MoveReport>(all.gateway, PATH)).running);
    expect(a.asked).toEqual([]);
    slow.end('cd');
    expect((await moving).moved).toBe(1);
    expect(all.of.b.items.kept.get('1')).toBe('abcd');
  });

  it('leaves a resource where it is that its owner keeps', async () => {
    const all = await withItems(3);
    const { a } = all.of;
    a.handingOff = (asked, response) =>
      asked.key === '2' ? response.writeHead(409).end() : a.passOn(asked, response);
    expect(await move(all)).toMatchObject({ moved: 2, refused: 1, ownedSessions: 1 });
    expect((await all.gateway.fetch('/items/2')).text).toBe('item 2 on a');
  });

  it('leaves a resource where it is if the owner does not answer, and tells both', async () => {
    const all = await withItems(1, { timeout: '100ms' });
    all.of.a.handingOff = () => undefined;
    expect(await move(all)).toMatchObject({
      moved: 0,
      failed: 1,
      problem: expect.stringContaining('no response within'),
    });
    expect(all.of.a.done[0]).toMatchObject({ key: '1', moved: false });
    expect(all.of.b.done[0]).toMatchObject({ key: '1', moved: false });
    expect((await all.gateway.fetch('/items/1')).text).toBe('item 1 on a');
  });

  it.each([500, 404, 301])('takes %i for no hand-off', async (status) => {
    const all = await withItems(1);
    all.of.a.handingOff = (_asked, response) => response.writeHead(status, { location: '/x' }).end('no');
    expect(await move(all)).toMatchObject({ moved: 0, failed: 1, ownedSessions: 1 });
    expect(await ownerOf(all, 1)).toBe('a');
  });

  it('forgets what the owner does not have', async () => {
    const all = await withItems(2);
    all.of.a.items.kept.delete('1');
    expect(await move(all)).toMatchObject({ moved: 1, gone: 1, ownedSessions: 0 });
    expect(await ownerOf(all, 1)).toBeUndefined();
  });

  it('moves nothing of which the record has changed meanwhile', async () => {
    const all = await withItems(1, { timeout: '500ms' });
    const { a } = all.of;
    const store = all.gateway.application.app.get(StickySessionStore);
    let isFirst = true;
    a.handingOff = async (_asked, response) => {
      const session = (await store.findFresh('items/main/1'))!;
      // As another gateway would, in which a create has begun.
      if (isFirst) await store.begin(session.key, 'a');
      isFirst = false;
      response.end();
    };
    expect(await move(all)).toMatchObject({ moved: 0, busy: 1 });
    expect(await ownerOf(all, 1)).toBe('a');
    expect(a.done[0]).toMatchObject({ moved: false });
  });

  it('says what is missing where it cannot be done', async () => {
    const all = await aMovableGateway(['a']);
    const alone = await ask(all.gateway, 'POST', PATH);
    expect([alone.status, alone.text]).toEqual([409, expect.stringContaining('no other available backend')]);
    expect((await all.gateway.admin(PATH)).status).toBe(404);
  });

  it('loses nothing and makes nothing twice while clients read, write, create and delete', async () => {
    const all = await withItems(40, {}, { rule: { creates: 'safe' } });
    const state = { stop: false, wrong: [] as string[] };
    const client = async (first: number): Promise<void> => {
      for (let at = first; !state.stop; at = (at % 40) + 1) {
        const put = await all.gateway.fetch(`/items/${at}`, { method: 'PUT', body: `v${first}` });
        const got = await all.gateway.fetch(`/items/${at}`);
        const id = 1_000 * first + at;
        const made = await create(all.gateway, id);
        const deleted = await all.gateway.fetch(`/items/${id}`, { method: 'DELETE' });
        const statuses = [put, got, made, deleted].map(({ status }) => status).join();
        if (statuses !== '200,200,201,200') state.wrong.push(statuses);
      }
    };
    const clients = Array.from({ length: 8 }, (_, at) => client(5 * at + 1));
    const report = await move(all);
    state.stop = true;
    await Promise.all(clients);
    expect(state.wrong).toEqual([]);
    expect(report).toMatchObject({ ownedSessions: 0, failed: 0 });
    expect([all.of.a.items.kept.size, all.of.b.items.kept.size]).toEqual([0, 40]);
  });

  it('continues after the store was unavailable for a moment', async () => {
    const all = await withItems(3);
    const store = all.gateway.application.app.get(StickySessionStore);
    const failing = jest
      .spyOn(store, 'list')
      .mockImplementationOnce(() => Promise.reject(new Error('store is away')));
    expect(await move(all)).toMatchObject({ moved: 3, ownedSessions: 0 });
    expect(failing.mock.calls.length).toBeGreaterThan(1);
  });

  it('says that it is not known what is left if the store stays unavailable', async () => {
    const all = await withItems(3);
    const store = all.gateway.application.app.get(StickySessionStore);
    jest.spyOn(store, 'list').mockImplementation(() => Promise.reject(new Error('store is away')));
    expect(await move(all)).toMatchObject({ moved: 0, ownedSessions: null, problem: 'store is away' });
  });

  it('knows what is left although a resource ends while the others are counted', async () => {
    const all = await withItems(3);
    const store = all.gateway.application.app.get(StickySessionStore);
    const session = (await store.findFresh('items/main/2'))!;
    const list = store.list.bind(store);
    jest.spyOn(store, 'list').mockImplementationOnce(async (...parameters) => {
      const page = await list(...parameters);
      await store.forget(session);
      return page;
    });
    expect(await move(all)).toMatchObject({ moved: 2, ownedSessions: 0, problem: null });
  });
});
