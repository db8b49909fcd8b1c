import { setTimeout as sleep } from 'node:timers/promises';
import { type Sections } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { ManyProcesses } from './support/many-processes';

/** The workers need some of the machine, too, to start. */
const PAUSE_MS = 10;

let gateway: ManyProcesses;
let wishes: (more?: object) => Sections;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a', 'b'], (backends) => {
    wishes = (more = {}) => ({ workers: 2, pools: { main: { backends } }, ...more });
    return wishes();
  });
});
afterAll(() => gateway?.close());

/** Sends requests all the while, on connections that stay and on new ones; resolves with the statuses that came. */
async function underLoad(change: () => Promise<unknown>): Promise<number[]> {
  const statuses: number[] = [];
  let isOver = false;
  const staying = async (): Promise<void> => {
    const client = new HttpClient(gateway.port);
    while (!isOver) {
      statuses.push((await client.fetch('/')).status);
      await sleep(PAUSE_MS);
    }
    client.close();
  };
  const coming = async (): Promise<void> => {
    while (!isOver) {
      statuses.push((await gateway.fetch('/')).status);
      await sleep(PAUSE_MS);
    }
  };
  const clients = [...Array.from({ length: 4 }, staying), ...Array.from({ length: 4 }, coming)];
  // Some come before the change, however soon it is in force.
  try {
    await eventually(() => expect(statuses.length).toBeGreaterThanOrEqual(clients.length));
    await change();
  } finally {
    isOver = true;
  }
  await Promise.all(clients);
  return statuses;
}

it('starts the workers again, one after the other, and loses nothing', async () => {
  const before = gateway.workers;
  const statuses = await underLoad(async () => {
    const { status, text } = await gateway.admin('/api/restart', { method: 'POST' });
    expect([status, JSON.parse(text)]).toEqual([200, { workers: gateway.workers }]);
  });
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(gateway.workers).toHaveLength(2);
  expect(before.filter((pid) => gateway.workers.includes(pid))).toEqual([]);
});

it('puts a new configuration in force in all workers before it says so, and loses nothing', async () => {
  const statuses = await underLoad(async () => {
    gateway.says(wishes({ routes: [{ path: '/', respond: { status: 201, body: 'new' } }] }));
    const { status } = await gateway.admin('/api/reload', { method: 'POST' });
    expect(status).toBe(200);
    for (let at = 0; at < 4; at++) expect((await gateway.fetch('/')).text).toBe('new');
  });
  expect(new Set(statuses)).toEqual(new Set([200, 201]));
});

it('refuses a configuration with a mistake once for all workers', async () => {
  gateway.says({ workers: 2, listen: { prot: 1 } });
  const { status } = await gateway.admin('/api/reload', { method: 'POST' });
  expect(status).toBe(422);
  expect((await gateway.fetch('/')).text).toBe('new');
});

it('gives workers that start again what a reload cannot change of the listener', async () => {
  gateway.says(wishes({ listen: { limits: { headerBytes: '1KiB' } } }));
  const long = { headers: { 'x-long': 'x'.repeat(2_000) } };
  const { text } = await gateway.admin('/api/reload', { method: 'POST' });
  expect(JSON.parse(text)).toMatchObject({ needsRestart: ['listen.limits.headerBytes'] });
  expect((await gateway.fetch('/', long)).status).toBe(200);
  expect((await gateway.admin('/api/restart', { method: 'POST' })).status).toBe(200);
  for (let at = 0; at < 4; at++) expect((await gateway.fetch('/', long)).status).toBe(431);
});

it('has a worker that comes later know what operators want', async () => {
  const change = { method: 'PATCH', headers: { 'content-type': 'application/json' } };
  await gateway.admin('/api/pools/main/backends/a', { ...change, body: '{"state":"disabled"}' });
  const [killed] = gateway.workers;
  process.kill(killed, 'SIGKILL');
  await eventually(() => {
    expect(gateway.workers).not.toContain(killed);
    expect(gateway.workers).toHaveLength(2);
  });
  await gateway.running.untilOutput(/was killed by SIGKILL/);
  await eventually(async () => {
    const { text } = await gateway.admin('/metrics');
    expect(text).toMatch(/^load_distributer_workers 2$/m);
    expect(text).toMatch(/^load_distributer_worker_restarts_total 1$/m);
  });
  for (let at = 0; at < 8; at++) expect((await gateway.fetch('/')).text).toBe('b');
});
