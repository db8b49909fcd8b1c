import { type WorkerList } from '@app/contracts';
import { runCommand } from '../cli/support/run-command';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { RawConnection } from '../support/raw-connection';
import { onEachWorker } from './support/each-worker';
import { ManyProcesses } from './support/many-processes';

let gateway: ManyProcesses;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a'], (backends) => ({ workers: 2, pools: { main: { backends } } }));
});
afterAll(() => gateway?.close());

const list = (): Promise<WorkerList> => gateway.adminJson<WorkerList>('/api/workers');

/** A request on each worker that is not answered before that is asked for. */
async function heldOnEachWorker(): Promise<() => Promise<void>> {
  const held: (() => void)[] = [];
  gateway.backend('a').answer((_request, response) => held.push(() => response.end('whole')));
  const connect = async (): Promise<RawConnection> => closedAfterTest(await RawConnection.to(gateway.port));
  const clients = await onEachWorker(gateway, connect);
  for (const client of clients) client.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
  await eventually(() => expect(held).toHaveLength(clients.length));
  return async () => {
    gateway.backend('a').answerAsUsual();
    held.forEach((answer) => answer());
    for (const client of clients) expect(await client.untilEnded()).toMatch(/whole$/);
  };
}

it('tells which processes have the clients, and what they take', async () => {
  const { wanted, workers } = await list();
  expect(wanted).toBe(2);
  expect(workers.map(({ place, state }) => [place, state])).toEqual([
    [0, 'serving'],
    [1, 'serving'],
  ]);
  expect(workers.map(({ pid }) => pid).sort((one, other) => one - other)).toEqual(gateway.workers);
  for (const { startedAt } of workers) expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.now());
  // A worker that is busy may tell a moment later.
  await eventually(async () => {
    for (const { cpuSeconds, residentBytes, inFlight } of (await list()).workers)
      expect([cpuSeconds! > 0, residentBytes! > 0, inFlight]).toEqual([true, true, 0]);
  });
});

it('tells it on the command line', async () => {
  const { out } = await runCommand(gateway, ['workers']);
  expect(out.split('\n')).toHaveLength(3);
  for (const pid of gateway.workers) expect(out).toMatch(new RegExp(` ${pid} +serving `));
});

it('tells which worker is still to finish what it has, beside the one that has taken its place', async () => {
  const [before] = (await list()).workers;
  const answer = await heldOnEachWorker();
  await eventually(async () => {
    expect((await list()).workers.map(({ inFlight }) => inFlight)).toEqual([1, 1]);
  });
  const restarted = gateway.admin('/api/restart', { method: 'POST' });
  await eventually(async () => {
    const [leaving, coming, other] = (await list()).workers;
    expect(leaving).toMatchObject({ place: 0, pid: before.pid, state: 'stopping' });
    expect([coming, other]).toMatchObject([
      { place: 0, state: 'serving' },
      { place: 1, state: 'serving' },
    ]);
  });
  await answer();
  await restarted;
  expect((await list()).workers.map(({ state }) => state)).toEqual(['serving', 'serving']);
});
