import { type BackendStatus, type PoolStatus, type RebalanceReport } from '@app/contracts';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { ask, read } from '../admin/support/operator';
import { closedAfterTest } from '../support/closing';
import { eventually, until } from '../support/eventually';
import { StubBackend } from '../support/stub-backend';
import { aMovableGateway, create, type MovableGateway, MovableItems } from './support/movable-items';

const PATH = '/api/pools/main/rebalance';
const ADDED = { when: 'added', maxRatio: '10%', interval: '20ms' };
const MANUAL = { when: 'manual', maxRatio: '10%' };

/** A gateway with so many items, by turns on `a` and `b`. */
async function withItems(count: number, rebalance: object, pool: object = {}): Promise<MovableGateway> {
  const all = await aMovableGateway(['a', 'b'], {}, { pool: { rebalance, ...pool } });
  for (let id = 1; id <= count; id++) await create(all.gateway, id);
  return all;
}

/** Adds an empty backend by the admin API. */
async function add({ gateway, of }: MovableGateway, name: string): Promise<void> {
  const stub = new StubBackend(name);
  closedAfterTest({ close: () => stub.stop() });
  await stub.start();
  of[name] = new MovableItems(stub);
  const added = await ask(gateway, 'POST', '/api/pools/main/backends', { id: name, url: stub.url });
  expect(added.status).toBe(201);
}

const report = ({ gateway }: MovableGateway): Promise<RebalanceReport> =>
  read<RebalanceReport>(gateway, PATH);

const kept = ({ of }: MovableGateway): number[] => Object.values(of).map(({ items }) => items.kept.size);

async function round(all: MovableGateway): Promise<RebalanceReport> {
  expect((await ask(all.gateway, 'POST', PATH)).status).toBe(202);
  await until(async () => (await report(all)).round?.running === false);
  return report(all);
}

describe('rebalancing after a scale-up', () => {
  it('levels what the backends own, in rounds of at most the ratio, while requests get no error', async () => {
    const all = await withItems(80, ADDED);
    const state = { stop: false, wrong: [] as string[] };
    const client = async (first: number): Promise<void> => {
      for (let at = first; !state.stop; at = (at % 80) + 1) {
        const put = await all.gateway.fetch(`/items/${at}`, { method: 'PUT', body: `item ${at}` });
        const got = await all.gateway.fetch(`/items/${at}`);
        if (put.status !== 200 || !got.text.startsWith(`item ${at} on`))
          state.wrong.push(`${put.status} ${got.text}`);
      }
    };
    const planned = new Set<number>();
    const clients = [1, 21, 41, 61].map(client);
    await add(all, 'c');
    await add(all, 'd');
    await until(async () => {
      const { round: own, automatic, above } = await report(all);
      if (own !== null) planned.add(own.planned);
      return !automatic && above === 0;
    });
    state.stop = true;
    await Promise.all(clients);
    expect(state.wrong).toEqual([]);
    expect(kept(all)).toEqual([20, 20, 20, 20]);
    expect(Math.max(...planned)).toBeLessThanOrEqual(8);
    const { backends } = await read<PoolStatus>(all.gateway, '/api/pools/main');
    expect(backends.map(({ ownedSessions }) => ownedSessions)).toEqual([20, 20, 20, 20]);
  });

  it('moves nothing more once all are level', async () => {
    const all = await withItems(9, { ...ADDED, maxRatio: '100%' });
    await add(all, 'c');
    await until(async () => !(await report(all)).automatic);
    expect(kept(all)).toEqual([3, 3, 3]);
    const { round: last, moves } = await report(all);
    expect([last?.moved, moves]).toEqual([3, 0]);
    expect((await ask(all.gateway, 'POST', PATH)).status).toBe(409);
  });

  it('waits until the new backend is healthy', async () => {
    const health = {
      tcp: true,
      interval: '20ms',
      fastInterval: '20ms',
      downInterval: '20ms',
      mandatory: true,
    };
    const all = await withItems(0, { ...ADDED, maxRatio: '100%' }, { health });
    await eventually(() =>
      expect(all.gateway.state('a').isAvailable && all.gateway.state('b').isAvailable).toBe(true),
    );
    for (let id = 1; id <= 6; id++) await create(all.gateway, id);
    const stub = new StubBackend('c');
    closedAfterTest({ close: () => stub.stop() });
    await stub.start();
    const { url } = stub;
    await stub.stop();
    await ask(all.gateway, 'POST', '/api/pools/main/backends', { id: 'c', url });
    await eventually(() => expect(all.gateway.state('c').state).toBe('unhealthy'));
    expect(await report(all)).toMatchObject({ automatic: false, round: null, moves: 0 });
    all.of.c = new MovableItems(stub);
    await stub.start();
    await eventually(() => expect(all.of.c.items.kept.size).toBe(2));
  });

  it('does nothing by itself if it is manual, or not configured', async () => {
    for (const rebalance of [MANUAL, undefined]) {
      const all = await aMovableGateway(['a'], {}, { pool: { ...(rebalance && { rebalance }) } });
      for (let id = 1; id <= 4; id++) await create(all.gateway, id);
      await add(all, 'b');
      expect(await report(all)).toMatchObject({ automatic: false, round: null, above: 2, moves: 1 });
      expect(kept(all)).toEqual([4, 0]);
      expect((await round(all)).round).toMatchObject({ planned: 1, moved: 1 });
      expect(kept(all)).toEqual([3, 1]);
    }
  });

  it('ends by itself if an owner keeps all that it has', async () => {
    const all = await withItems(8, ADDED);
    for (const name of ['a', 'b'])
      all.of[name].handingOff = (_asked, response) => response.writeHead(409).end();
    await add(all, 'c');
    await until(async () => !(await report(all)).automatic);
    expect(kept(all)).toEqual([4, 4, 0]);
    expect((await report(all)).round).toMatchObject({ running: false, moved: 0, refused: 1 });
  });
});

describe('a round', () => {
  it('moves the least recently used resources first', async () => {
    const all = await withItems(20, { ...MANUAL, maxRatio: '20%' });
    const store = all.gateway.application.app.get(StickySessionStore);
    const usedAt = async (id: number): Promise<number> =>
      (await store.findFresh(`items/main/${id}`))!.lastUsedAt;
    const latest = Math.max(...(await Promise.all(Array.from({ length: 20 }, (_, at) => usedAt(at + 1)))));
    // All except four are used in a later millisecond.
    const unused = [5, 6, 11, 12];
    for (let id = 1; id <= 20; id++)
      if (!unused.includes(id))
        do await all.gateway.fetch(`/items/${id}`);
        while ((await usedAt(id)) <= latest);
    await add(all, 'c');
    expect((await round(all)).round).toMatchObject({ planned: 4, moved: 4 });
    expect([...all.of.c.items.kept.keys()].map(Number).sort((one, other) => one - other)).toEqual(unused);
  });

  it('passes over what an owner has refused, in the next round', async () => {
    const all = await withItems(8, MANUAL);
    const { a } = all.of;
    // Where both own as many, the first one gives.
    a.handingOff = (asked, response) =>
      asked.key === a.asked[0].key ? response.writeHead(409).end() : a.passOn(asked, response);
    await add(all, 'c');
    expect((await round(all)).round).toMatchObject({ moved: 0, refused: 1 });
    expect((await round(all)).round).toMatchObject({ moved: 1, refused: 0 });
    expect(a.asked).toHaveLength(2);
  });

  it('is one at a time: who asks again follows the same one', async () => {
    const all = await withItems(8, { ...MANUAL, maxRatio: '100%' });
    await add(all, 'c');
    let pass: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => (pass = resolve));
    for (const name of ['a', 'b']) {
      const own = all.of[name];
      own.handingOff = async (asked, response) => {
        await passed;
        await own.passOn(asked, response);
      };
    }
    const begun = await Promise.all([1, 2, 3].map(() => ask(all.gateway, 'POST', PATH)));
    expect(begun.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await report(all)).round).toMatchObject({ running: true, planned: 2, moved: 0 });
    pass();
    await until(async () => (await report(all)).round?.running === false);
    expect(kept(all)).toEqual([3, 3, 2]);
    expect(all.of.a.asked.length + all.of.b.asked.length).toBe(2);
  });

  it('follows the weights, and leaves out backends that drain or that get no requests', async () => {
    const all = await withItems(8, { ...MANUAL, maxRatio: '100%' });
    await add(all, 'c');
    await ask(all.gateway, 'PATCH', '/api/pools/main/backends/c', { weight: 3 });
    expect(await report(all)).toMatchObject({
      sessions: 8,
      moves: 4,
      takes: [{ id: 'c', ownedSessions: 0, share: 4, moves: 4 }],
    });
    await ask(all.gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'draining' });
    expect(await report(all)).toMatchObject({ sessions: 4, gives: [{ id: 'b', share: 1, moves: 3 }] });
    const c = await ask(all.gateway, 'PATCH', '/api/pools/main/backends/c', { weight: 0 });
    expect((JSON.parse(c.text) as BackendStatus).weight).toBe(0);
    expect(await report(all)).toMatchObject({ sessions: 4, moves: 0, gives: [], takes: [] });
  });

  it('says why there is none', async () => {
    const level = await withItems(4, MANUAL);
    const refused = await ask(level.gateway, 'POST', PATH);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('owns its share')]);
    expect((await ask(level.gateway, 'POST', '/api/pools/other/rebalance')).status).toBe(404);
  });
});
