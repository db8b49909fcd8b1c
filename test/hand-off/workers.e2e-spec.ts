import { type MoveReport, type PoolStatus, type RebalanceReport } from '@app/contracts';
import { until } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { StubBackend } from '../support/stub-backend';
import { ManyProcesses } from '../workers/support/many-processes';
import { MovableItems, SECRET } from './support/movable-items';

const PATH = '/api/pools/main/backends/a/move';
const ITEMS = 40;

let gateway: ManyProcesses;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a', 'b'], (backends) => ({
    workers: 2,
    affinity: {
      items: {
        key: [{ path: '/items/:item_id' }, { query: 'item_id' }],
        onOwnerUnavailable: { wait: '120s' },
      },
    },
    routes: [{ pool: 'main', affinity: ['items'] }],
    pools: {
      main: {
        backends,
        balance: 'first',
        handOff: { secret: SECRET, timeout: '30s' },
        rebalance: { when: 'added', maxRatio: '25%', interval: '20ms' },
      },
    },
  }));
});
afterAll(() => gateway?.close());

describe('the hand-off of what a backend owns, with two workers', () => {
  it('lets the requests of both workers wait, so that none is lost', async () => {
    const [a, b] = ['a', 'b'].map((name) => new MovableItems(gateway.backend(name)));
    const clients = Array.from({ length: 6 }, () => new HttpClient(gateway.port));
    const all = Array.from({ length: ITEMS }, (_, at) => String(at + 1));
    for (const id of all)
      await clients[0].fetch(`/items/?item_id=${id}`, { method: 'POST', body: `item ${id}` });
    expect(a.items.kept.size).toBe(ITEMS);
    const wrong: string[] = [];
    let isOver = false;
    const traffic = clients.map(async (client, first) => {
      for (let at = first * 7; !isOver; at++) {
        const path = `/items/${all[at % ITEMS]}`;
        const put = await client.fetch(path, { method: 'PUT', body: `by ${first}` });
        const got = await client.fetch(path);
        if (put.status !== 200 || got.status !== 200) wrong.push(`${put.status} ${got.status}`);
      }
    });
    expect((await gateway.admin(PATH, { method: 'POST' })).status).toBe(202);
    let report: MoveReport;
    await until(async () => !(report = JSON.parse((await gateway.admin(PATH)).text) as MoveReport).running);
    isOver = true;
    await Promise.all(traffic);
    for (const client of clients) client.close();
    expect(wrong).toEqual([]);
    expect(report!).toMatchObject({ moved: ITEMS, ownedSessions: 0 });
    expect([a.items.kept.size, b.items.kept.size]).toEqual([0, ITEMS]);
  });

  it('shows operators the requests that wait at the workers', async () => {
    const waiting = async (): Promise<number[]> => {
      const { backends } = await gateway.adminJson<PoolStatus>('/api/pools/main');
      return backends.map((backend) => backend.waiting);
    };
    await gateway.backend('b').stop();
    const answers = Promise.all(['1', '2', '3'].map((id) => gateway.fetch(`/items/${id}`)));
    await until(async () => (await waiting())[1] === 3);
    await gateway.backend('b').start();
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    await until(async () => (await waiting())[1] === 0);
  });

  it('gives a backend that is added its share', async () => {
    const stub = new StubBackend('c');
    await stub.start();
    try {
      const c = new MovableItems(stub);
      const body = JSON.stringify({ id: 'c', url: stub.url });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const added = await gateway.admin('/api/pools/main/backends', { method: 'POST', headers, body });
      expect(added.status).toBe(201);
      const report = async (): Promise<RebalanceReport> =>
        JSON.parse((await gateway.admin('/api/pools/main/rebalance')).text) as RebalanceReport;
      await until(async () => !(await report()).automatic);
      // The backend `a` drains, so two are left.
      expect([await report(), c.items.kept.size]).toMatchObject([{ above: 0, sessions: ITEMS }, ITEMS / 2]);
    } finally {
      await stub.stop();
    }
  });
});
