import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerResponse } from 'node:http';
import { buildBeforeAll } from '../e2e/build-once';
import { aFolder, listed, stubs } from '../reload/support/file-gateway';
import { readAnswer, responseTo } from '../support/http-client';
import { Processes } from '../support/processes';
import { type RawConnection } from '../support/raw-connection';
import { rawConnection } from '../support/raw-request';
import { type StubBackend } from '../support/stub-backend';
import { HANDSHAKE, SWITCH } from '../support/web-socket';
import { BusyClients } from './support/busy-clients';
import { PROGRAM, SucceededGateway } from './support/succeeded-gateway';
import { LONG_TEST_MS } from '../support/eventually';

const processes = new Processes();
buildBeforeAll(['gateway']);
afterEach(() => processes.endAll());

async function aGateway(names = ['a', 'b'], program = PROGRAM, workers = 1) {
  const backends = await stubs(...names);
  // Open connections outlast two upgrades on a busy machine.
  const listen = { timeouts: { shutdown: '1h' } };
  const main = { backends: listed(...backends), timeouts: { bodyIdle: '1h' } };
  const sections = { workers, listen, pools: { main } };
  const gateway = await SucceededGateway.start(processes, sections, program);
  return { gateway, backends, sections };
}

/** A download that has begun, and the means to end it. */
async function aDownload(gateway: SucceededGateway, [first, ...others]: StubBackend[]) {
  const begun = new Promise<ServerResponse>((resolve) => {
    for (const backend of [first, ...others])
      backend.answer((_request, response) => {
        response.write('be');
        resolve(response);
      });
  });
  const answer = await responseTo(gateway.client().open('/download').end());
  for (const backend of [first, ...others]) backend.answerAsUsual();
  return { answer, response: await begun };
}

/** A WebSocket through the gateway; its backend answers a farewell with its own. */
async function aWebSocket(gateway: SucceededGateway, backends: StubBackend[]): Promise<RawConnection> {
  for (const { server } of backends)
    server.once('upgrade', (_request, socket) => {
      socket.write(SWITCH);
      socket.on('data', () => socket.end('\x88\x02\x03\xe9', 'latin1'));
    });
  const client = await rawConnection(gateway.port);
  client.write(HANDSHAKE);
  expect(await client.head()).toMatch(/^HTTP\/1.1 101 /);
  return client;
}

describe('an upgrade', () => {
  it.each([
    ['of one process', 1],
    ['of several processes', 2],
  ])(
    '%s loses no request, however often, and no owner',
    async (_name, workers) => {
      const { gateway, backends } = await aGateway(['a', 'b'], PROGRAM, workers);
      const download = await aDownload(gateway, backends);
      const socket = await aWebSocket(gateway, backends);
      const clients = new BusyClients(gateway.port, { kept: 4, fresh: 2 });
      await clients.untilMore(50);
      expect(await gateway.upgrade()).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^Process \d+ of version \S+ has taken over\.$/),
      });
      await clients.untilMore(50);
      expect(await gateway.upgrade()).toMatchObject({ code: 0 });
      await clients.untilMore(50);
      await clients.stop();
      expect(clients.failures).toEqual([]);
      expect(gateway.generations).toBe(3);
      // It is asked to come again, and may.
      expect(await socket.untilEnded()).toBe('\x88\x02\x03\xe9');
      (await aWebSocket(gateway, backends)).close();
      download.response.end('gun');
      expect((await readAnswer(download.answer)).text).toBe('begun');
      expect(await gateway.first.exited).toEqual({ code: 0, signal: null });
      for (const [item, owner] of clients.owners)
        expect([item, (await gateway.fetch(`/items/${item}`)).text]).toEqual([item, owner]);
    },
    LONG_TEST_MS,
  );

  it('is one when asked for twice, none to a file with mistakes, and leaves in force what operators have changed', async () => {
    const { gateway, sections } = await aGateway();
    await gateway.runCommand('drain', 'a');
    await gateway.runCommand('weight', 'b', '3');

    gateway.write({ ...sections, pols: {} });
    const { code, err } = await gateway.upgrade();
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The new process cannot take over: 1 error in the configuration\n.*pols: found unknown key/,
    );
    expect((await gateway.fetch('/')).text).toBe('b');

    gateway.write(sections);
    gateway.first.signal('SIGUSR2');
    gateway.first.signal('SIGUSR2');
    expect(await gateway.first.exited).toEqual({ code: 0, signal: null });
    expect(gateway.generations).toBe(2);
    expect(gateway.first.output.match(/A new process is started/g)).toHaveLength(2);
    expect((await gateway.runCommand('backends')).out).toMatch(/main +a +draining .*\n.*main +b +\S+ +3 /);
    expect((await gateway.fetch('/')).text).toBe('b');
  });

  it('changes how many processes there are', async () => {
    const { gateway, sections } = await aGateway();
    await gateway.fetch('/items/?item_id=7', { method: 'POST', body: '{}' });
    const owner = (await gateway.fetch('/items/7')).text;
    for (const workers of [2, 1]) {
      gateway.write({ ...sections, workers });
      expect(await gateway.upgrade()).toMatchObject({ code: 0 });
      for (let at = 0; at < 4; at++) expect((await gateway.fetch('/items/7')).text).toBe(owner);
    }
    expect(gateway.generations).toBe(3);
  });

  it('listens where the configuration says now, and nowhere else', async () => {
    const { gateway, sections } = await aGateway();
    gateway.write({ ...sections, listen: { ...sections.listen, host: '127.0.0.2' } });
    expect(await gateway.upgrade()).toMatchObject({ code: 0 });
    await gateway.first.untilOutput(/gateway listening on http:\/\/127.0.0.2:/);
    await gateway.first.exited;
    await expect(gateway.fetch('/')).rejects.toThrow('ECONNREFUSED');
  });

  it('is to what is on disk then, and changes nothing when that breaks, or the gateway is told to stop', async () => {
    const program = join(aFolder(), 'program.js');
    writeFileSync(program, `require(${JSON.stringify(PROGRAM)});`);
    const { gateway } = await aGateway(['a'], program);
    writeFileSync(program, 'process.exit(3);');
    expect(await gateway.upgrade()).toMatchObject({
      code: 1,
      err: 'The new process cannot take over: it exited with 3',
    });
    expect(await gateway.fetch('/')).toMatchObject({ status: 200, text: 'a' });

    writeFileSync(program, 'setInterval(() => undefined, 1000); console.log("hangs")');
    gateway.first.signal('SIGUSR2');
    await gateway.first.untilOutput(/hangs/);
    gateway.first.signal('SIGTERM');
    expect(await gateway.first.ended).toEqual({ code: 0, signal: null });
  });

  it('is refused by a process that was told to stop', async () => {
    const { gateway, backends } = await aGateway();
    const { answer, response } = await aDownload(gateway, backends);
    gateway.first.signal('SIGTERM');
    await gateway.first.untilOutput(/finishing open requests/);
    gateway.first.signal('SIGUSR2');
    await gateway.first.untilOutput(/The new process cannot take over: the gateway is stopping/);
    response.end('gun');
    expect((await readAnswer(answer)).text).toBe('begun');
    expect(await gateway.first.ended).toEqual({ code: 0, signal: null });
  });
});
