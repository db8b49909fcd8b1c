import { type BackendStatus, type PoolStatus } from '@app/contracts';
import { eventually } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { Items } from '../support/items';
import { scrape } from '../support/scrape';
import { ManyProcesses } from './support/many-processes';

const INTERVAL_MS = 200;
const PROBES = 20;
/** Enough connections for each worker to have some of them. */
const MANY = 8;

let gateway: ManyProcesses;
let items: Items[];
const probedAt: number[] = [];

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a', 'b', 'c'], (backends) => ({
    workers: 2,
    pools: {
      main: {
        backends: backends.slice(0, 2),
        health: { path: '/health', interval: `${INTERVAL_MS}ms`, jitter: 0 },
        retry: { attempts: 1 },
        slowStart: '0s',
        // A busy machine answers slowly now and then.
        outlierDetection: { latency: { enabled: false } },
      },
    },
    routes: [
      { path: '/limited', pool: 'main', rateLimit: { limit: '5/1h' } },
      { path: '/', pool: 'main', affinity: ['items'] },
    ],
  }));
  items = gateway.backends.map((backend) => Items.of(backend));
  for (const [at, backend] of gateway.backends.entries())
    backend.answer((request, response) => {
      if (request.url !== '/health') return items[at].answering(request, response);
      if (at === 0) probedAt.push(performance.now());
      return response.end();
    });
});
afterAll(() => gateway?.close());

const statusOf = async (id: string): Promise<BackendStatus> => {
  const { backends } = await gateway.adminJson<PoolStatus>('/api/pools/main');
  return backends.find((own) => own.id === id)!;
};

it('answers on one port by several processes', async () => {
  const clients = Array.from({ length: MANY }, () => new HttpClient(gateway.port));
  await Promise.all(clients.map((client) => client.fetch('/items/none')));
  const scraped = await scrape(gateway);
  expect(scraped.sum('workers')).toBe(2);
  const places = scraped.samples('worker_cpu_seconds_total').map(({ labels }) => labels.worker);
  expect(places.sort()).toEqual(['0', '1']);
  clients.forEach((client) => client.close());
});

it('finds through one worker at once what was created through any other', async () => {
  for (let id = 0; id < MANY; id++) {
    const created = await gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: '{}' });
    expect(created.status).toBe(201);
    const owner = created.text.slice(-1);
    for (let at = 0; at < 3; at++) expect((await gateway.fetch(`/items/${id}`)).text).toBe(`{} on ${owner}`);
  }
});

it('lets one of many creates of an id win, wherever they arrive', async () => {
  const creates = Array.from({ length: 2 * MANY }, () =>
    gateway.fetch('/items/?item_id=wanted', { method: 'POST', body: '{}' }),
  );
  const statuses = (await Promise.all(creates)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(items.filter(({ kept }) => kept.has('wanted'))).toHaveLength(1);
});

it('forgets in all workers what was deleted through one', async () => {
  await gateway.fetch('/items/?item_id=gone', { method: 'POST', body: '{}' });
  for (let at = 0; at < 4; at++) await gateway.fetch('/items/gone');
  expect((await gateway.fetch('/items/gone', { method: 'DELETE' })).status).toBe(200);
  await eventually(async () => {
    const { text } = await gateway.admin('/api/sticky-sessions?key=gone');
    expect(JSON.parse(text)).toMatchObject({ sessions: [] });
  });
});

it('holds clients to one rate', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.fetch('/limited')));
  expect(answers.filter(({ status }) => status !== 429)).toHaveLength(5);
});

it('probes each backend once in an interval', async () => {
  await eventually(() => expect(probedAt.length).toBeGreaterThan(PROBES));
  // One may arrive late and the next one in time; if each worker probed, there would be twice as many.
  const [first, last] = [probedAt[0], probedAt[PROBES]];
  expect((last - first) / PROBES).toBeGreaterThan(0.75 * INTERVAL_MS);
});

it('adds up what the workers count, for operators and for Prometheus', async () => {
  const [before, backendsBefore] = [await scrape(gateway), await Promise.all(['a', 'b'].map(statusOf))];
  for (let at = 0; at < 10; at++) await gateway.fetch('/');
  const [after, backends] = [await scrape(gateway), await Promise.all(['a', 'b'].map(statusOf))];
  const grown = (name: string): number => after.sum(name) - before.sum(name);
  expect(grown('requests_total')).toBe(10);
  expect(grown('attempts_total')).toBe(10);
  expect(grown('request_duration_seconds_count')).toBe(10);
  expect(backends.reduce((sum, { requests }, at) => sum + requests - backendsBefore[at].requests, 0)).toBe(
    10,
  );
  expect(after.samples('backend_state', { backend: 'a' })).toHaveLength(1);
});

it('tells all workers what operators want, before they are answered', async () => {
  const change = { method: 'PATCH', headers: { 'content-type': 'application/json' } };
  const wish = (state: string) => ({ ...change, body: JSON.stringify({ state }) });
  await gateway.admin('/api/pools/main/backends/a', wish('draining'));
  for (let at = 0; at < MANY; at++) expect((await gateway.fetch('/')).text).toMatch(/b$/);
  await gateway.admin('/api/pools/main/backends/a', wish('enabled'));
  const names = await Promise.all(Array.from({ length: MANY }, async () => (await gateway.fetch('/')).text));
  expect(new Set(names.map((text) => text.slice(-1))).size).toBe(2);
});

it('has all workers know at once who comes and goes', async () => {
  const { url } = gateway.backend('c');
  const body = JSON.stringify({ id: 'c', url });
  const headers = { 'content-type': 'application/json' };
  const answers = async (): Promise<string[]> => {
    const texts: string[] = [];
    while (texts.length < MANY) texts.push((await gateway.fetch('/')).text.slice(-1));
    return texts;
  };
  await gateway.admin('/api/pools/main/backends', { method: 'POST', headers, body });
  expect((await answers()).filter((name) => name === 'c').length).toBeGreaterThan(1);
  await gateway.admin('/api/pools/main/backends/c', { method: 'DELETE' });
  expect(await answers()).not.toContain('c');
});

it('takes a backend out of all workers that fails the traffic of one, and says why', async () => {
  const [a] = gateway.backends;
  a.answer((request, response) => {
    if (request.url === '/health') return response.end();
    return request.socket.destroy();
  });
  const client = new HttpClient(gateway.port);
  await eventually(async () => {
    await client.fetch('/');
    expect(await statusOf('a')).toMatchObject({ state: 'ejected' });
  });
  client.close();
  expect((await statusOf('a')).lastChange!.reason).toMatch(/requests in a row failed/);
  const answers = await Promise.all(Array.from({ length: MANY }, () => gateway.fetch('/')));
  expect(answers.map(({ text }) => text.slice(-1))).toEqual(Array(MANY).fill('b'));
  expect((await scrape(gateway)).sum('ejections_total', { backend: 'a' })).toBe(1);
});
