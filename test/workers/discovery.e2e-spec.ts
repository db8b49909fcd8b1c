import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackendStatus, type PoolStatus } from '@app/contracts';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { RawConnection } from '../support/raw-connection';
import { onEachWorker } from './support/each-worker';
import { ManyAddresses } from './support/many-addresses';
import { ManyProcesses } from './support/many-processes';

const COUNT = 1_000;
/** A trickle: what is looked for are requests that are lost, not how many there can be. */
const PAUSE_MS = 20;
/** So many requests in turn would meet one that has left, were it still there: a fourth of them leaves each time. */
const ASKED = 20;

const backends = new ManyAddresses();
const folder = mkdtempSync(join(tmpdir(), 'gateway-lists-'));
const file = join(folder, 'backends.json');
let gateway: ManyProcesses;

beforeAll(async () => {
  await backends.start();
  lists(backends.listed(0, COUNT));
  gateway = await ManyProcesses.start([], () => ({
    workers: 2,
    // Connections wait for changes of the list, which take a while on a busy machine.
    listen: { timeouts: { headers: '1h', keepAlive: '1h' } },
    pools: {
      main: {
        discovery: [{ type: 'file', path: file }],
        health: { path: '/health', interval: '10s' },
        slowStart: '0s',
      },
    },
  }));
});
afterAll(async () => {
  await gateway?.close();
  await backends.close();
  rmSync(folder, { recursive: true });
});

function lists(members: readonly object[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(members));
  renameSync(`${file}.new`, file);
}

async function members(): Promise<BackendStatus[]> {
  return (await gateway.adminJson<PoolStatus>('/api/pools/main')).backends;
}

/** Has the file list these, and resolves when they are in force in all workers. */
async function become(wanted: readonly { id: string }[]): Promise<void> {
  lists(wanted);
  const ids = wanted.map(({ id }) => id);
  await eventually(async () => expect((await members()).map(({ id }) => id)).toEqual(ids));
  // A change by an operator is in force in all workers before its response, and so is everything before it.
  const change = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"weight":2}' };
  expect((await gateway.admin(`/api/pools/main/backends/${ids[0]}`, change)).status).toBe(200);
}

/** Who answers so many requests on one connection. */
async function answering(connection: RawConnection): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < ASKED) {
    connection.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const length = Number(/\r\nContent-Length: (\d+)\r\n/i.exec(await connection.head())![1]);
    ids.push(await connection.bytes(length));
  }
  return ids;
}

/** Asks all the while, on connections that stay and on new ones; resolves with what was no good. */
async function underATrickle(change: () => Promise<void>): Promise<string[]> {
  const lost: string[] = [];
  let [isOver, asked] = [false, 0];
  const ask = async (isStaying: boolean): Promise<void> => {
    let client = new HttpClient(gateway.port);
    while (!isOver) {
      asked++;
      const { status, text } = await client.fetch('/').catch((error: Error) => {
        return { status: 0, text: String(error) };
      });
      if (status !== 200) lost.push(`${status} ${text}`);
      if (!isStaying) {
        client.close();
        client = new HttpClient(gateway.port);
      }
      await sleep(PAUSE_MS);
    }
    client.close();
  };
  const clients = [true, true, true, false, false].map(ask);
  await change();
  isOver = true;
  await Promise.all(clients);
  expect(asked).toBeGreaterThan(0);
  return lost;
}

it('each worker follows as a thousand backends come and go, and no request is lost', async () => {
  const open = async () => closedAfterTest(await RawConnection.to(gateway.port));
  const connections = await onEachWorker(gateway, open);
  const lost = await underATrickle(async () => {
    for (let left = 250; left <= COUNT; left += 250) {
      const wanted = backends.listed(left, COUNT);
      await become(wanted);
      const present = new Set(wanted.map(({ id }) => id));
      for (const connection of connections)
        expect((await answering(connection)).filter((id) => !present.has(id))).toEqual([]);
    }
  });
  expect(lost).toEqual([]);
});

it('each worker knows only those that are left, and a thousand again when they are back', async () => {
  const open = async () => closedAfterTest(await RawConnection.to(gateway.port));
  const connections = await onEachWorker(gateway, open);
  const few = backends.listed(COUNT, COUNT / 2 + 1);
  const lost = await underATrickle(async () => {
    await become(few);
    const left = new Set(few.map(({ id }) => id));
    for (const connection of connections)
      expect((await answering(connection)).every((id) => left.has(id))).toBe(true);
    await become(backends.listed(0, COUNT));
    for (const connection of connections)
      expect((await answering(connection)).some((id) => left.has(id))).toBe(false);
  });
  expect(lost).toEqual([]);
});

it('a worker that comes later has all of them', async () => {
  await gateway.killWorker();
  await eventually(async () => {
    const { text } = await gateway.admin('/metrics');
    expect(text).toMatch(/^load_distributer_workers 2$/m);
  });
  const present = new Set((await members()).map(({ id }) => id));
  expect(present.size).toBe(COUNT);
  const open = async () => closedAfterTest(await RawConnection.to(gateway.port));
  for (const connection of await onEachWorker(gateway, open)) {
    const ids = await answering(connection);
    expect(ids.every((id) => present.has(id))).toBe(true);
    // Whose state changes meanwhile may be given a second turn.
    expect(new Set(ids).size).toBeGreaterThan(ASKED / 2);
  }
});
