import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { eventually } from '../support/eventually';
import { type RawConnection } from '../support/raw-connection';
import { rawConnection } from '../support/raw-request';
import { ManyProcesses } from './support/many-processes';

/** Client connections of all workers together. */
const CONNECTIONS = 40;
const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

let gateway: ManyProcesses;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a'], (backends) => ({
    workers: 2,
    listen: { limits: { connections: CONNECTIONS } },
    pools: { main: { backends } },
    // The workers have no descriptors but those of clients.
    routes: [{ path: '/', respond: { status: 200, body: 'served' } }],
  }));
});
afterAll(() => gateway.close());

const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Lets a process have so many more files open than it has, and no more. */
function limitDescriptors(pid: number, more: number): void {
  const limit = descriptorsOf(pid) + more;
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${limit}:${limit}`]);
}

const gone = (all: readonly RawConnection[]): RawConnection[] =>
  all.filter(({ ended, closed }) => ended || closed);

const signalWorkers = (signal: NodeJS.Signals): void =>
  gateway.workers.forEach((worker) => process.kill(worker, signal));

async function clients(count: number): Promise<RawConnection[]> {
  const all = await Promise.all(Array.from({ length: count }, () => rawConnection(gateway.port)));
  for (const client of all) client.write(REQUEST);
  return all;
}

it('holds no more clients for workers that do not take them than there may be', async () => {
  signalWorkers('SIGSTOP');
  const all = await clients(CONNECTIONS + 10);
  await eventually(() => expect(gone(all)).toHaveLength(10));
  signalWorkers('SIGCONT');
  const answers = await Promise.all(all.map((client) => client.untilEnded()));
  expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(CONNECTIONS);
  const { text } = await gateway.admin('/metrics');
  expect(text).toContain('load_distributer_client_connections_refused_total{reason="too_many"} 10');
});

it('closes clients for whom their worker has no descriptor', async () => {
  const before = descriptorsOf(gateway.running.pid);
  limitDescriptors(gateway.workers[0], 4);
  const all = await Promise.all(Array.from({ length: 20 }, () => rawConnection(gateway.port)));
  await eventually(() => expect(gone(all)).not.toHaveLength(0));
  await eventually(() => expect(descriptorsOf(gateway.running.pid)).toBeLessThanOrEqual(before));
});

it('starts workers though clients who wait for them have taken all descriptors', async () => {
  signalWorkers('SIGSTOP');
  limitDescriptors(gateway.running.pid, 10);
  await clients(20);
  signalWorkers('SIGKILL');
  await gateway.running.untilOutput(/A worker cannot start: spawn \S+ EMFILE; the next try is in 1 s/);
  await eventually(async () => expect((await gateway.fetch('/')).text).toBe('served'));
});
