import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, textOf } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { Processes, ROOT } from '../support/processes';
import { isAlive, ManyProcesses } from './support/many-processes';

const SOURCES = ['-r', join(ROOT, 'test/items-api/support/typescript.cjs'), 'apps/gateway/src/main.ts'];

describe('a gateway of two workers', () => {
  let gateway: ManyProcesses;
  beforeAll(async () => {
    gateway = await ManyProcesses.start(['a'], (backends) => ({ workers: 2, pools: { main: { backends } } }));
  });
  afterAll(() => gateway.close());

  it('replaces a worker that is killed: only what was in flight on that worker fails', async () => {
    const clients = Array.from({ length: 4 }, () => new HttpClient(gateway.port));
    // Each of the workers has two of the clients, whose connections stay.
    for (const client of clients) expect((await client.fetch('/')).text).toBe('a');
    const [killed] = gateway.workers;
    gateway.backend('a').fallSilent();
    const answers = clients.map((client) => client.fetch('/held').catch(() => undefined));
    await eventually(() => expect(gateway.backend('a').requests).toHaveLength(8));
    process.kill(killed, 'SIGKILL');
    // New clients are served by the other one.
    gateway.backend('a').answerAsUsual();
    for (let at = 0; at < 10; at++) expect((await gateway.fetch('/')).status).toBe(200);
    clients.forEach((client) => client.close());
    await Promise.all(answers);
    await eventually(() => expect(gateway.workers).toHaveLength(2));
    expect(gateway.workers).not.toContain(killed);
    await gateway.running.untilOutput(/Worker \d+ was killed by SIGKILL; another one is started at once/);
  });

  it('answers what is in flight on all workers when it is told to stop, and ends with 0', async () => {
    const workers = gateway.workers;
    const held: (() => void)[] = [];
    gateway.backend('a').answer((_request, response) => held.push(() => response.end('whole')));
    const answers = [1, 2, 3, 4].map(() => gateway.fetch('/'));
    await eventually(() => expect(held).toHaveLength(4));
    // As Ctrl-C in a terminal, and systemd, signal the workers, too.
    gateway.running.signalGroup('SIGINT');
    await gateway.running.untilOutput(/finishing open requests/);
    held.forEach((answer) => answer());
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(Array(4).fill('whole'));
    expect(await gateway.running.ended).toEqual({ code: 0, signal: null });
    expect(workers.filter(isAlive)).toEqual([]);
  });
});

describe('the workers of a primary that is killed', () => {
  let gateway: ManyProcesses;
  beforeAll(async () => {
    gateway = await ManyProcesses.start(['a'], (backends) => ({ workers: 2, pools: { main: { backends } } }));
  });
  afterAll(() => gateway.close());

  it('answer what is in flight, and then end, too', async () => {
    const workers = gateway.workers;
    const held: (() => void)[] = [];
    gateway.backend('a').answer((_request, response) => held.push(() => response.end('whole')));
    const answers = [1, 2].map(() => gateway.fetch('/'));
    await eventually(() => expect(held).toHaveLength(2));
    gateway.running.signal('SIGKILL');
    await gateway.running.exited;
    held.forEach((answer) => answer());
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['whole', 'whole']);
    await eventually(() => expect(workers.filter(isAlive)).toEqual([]));
  });
});

it('says which address is taken, as a single process does, and ends', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  closedAfterTest(holder);
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const file = join(aFolder(), 'gateway.yaml');
  writeFileSync(file, textOf({ workers: 2, listen: { port } }));
  const processes = new Processes();
  try {
    const running = processes.start(process.execPath, SOURCES, { GATEWAY_CONFIG: file });
    expect(await running.ended).toEqual({ code: 1, signal: null });
    expect(running.output).toContain(
      `gateway cannot start: cannot listen on 127.0.0.1 port ${port}: another process listens there. Set listen.port`,
    );
  } finally {
    await processes.endAll();
  }
});
