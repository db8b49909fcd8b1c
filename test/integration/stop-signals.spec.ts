import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Processes, ROOT } from '../support/processes';
import { RawBackend } from '../support/raw-backend';
import { rawConnection } from '../support/raw-request';
import { type RawConnection } from '../support/raw-connection';
import { startBackends } from '../support/gateway-options';
import { HANDSHAKE, SWITCH } from '../support/web-socket';
import { aFolder, textOf } from '../reload/support/file-gateway';

const SOURCES = ['-r', join(ROOT, 'test/items-api/support/typescript.cjs'), 'apps/gateway/src/main.ts'];
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

const processes = new Processes();
afterEach(() => processes.endAll());

/** A gateway as a process, with one exchange that is with its backend, and both ends of that. */
async function busyProcess(request: string) {
  let taken = (_: RawConnection) => {};
  const asked = new Promise<RawConnection>((resolve) => (taken = resolve));
  const raw = new RawBackend('a', async (connection) => {
    await connection.head();
    taken(connection);
  });
  const [{ name, url }] = await startBackends({ backends: [raw] });
  const file = join(aFolder(), 'gateway.yaml');
  writeFileSync(file, textOf({ pools: { main: { backends: [{ id: name, url }] } } }));
  const running = processes.start(process.execPath, SOURCES, { GATEWAY_CONFIG: file });
  const [, port] = await running.untilOutput(/gateway listening on \S+:([0-9]+)/);
  await running.untilOutput(/admin listening on/);
  const client = await rawConnection(Number(port));
  client.write(request);
  return { running, client, backend: await asked };
}

describe.each(['SIGTERM', 'SIGINT'] as const)('the process that is sent %s', (signal) => {
  it('answers what is in flight, tells its client to close, and ends with 0', async () => {
    const { running, client, backend } = await busyProcess(GET);
    running.signal(signal);
    await running.untilOutput(/finishing open requests/);
    backend.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\nwhole$/);
    client.close();
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('tells both sides of a WebSocket that it goes away, and ends with 0', async () => {
    const { running, client, backend } = await busyProcess(HANDSHAKE);
    backend.write(SWITCH);
    await client.head();
    running.signal(signal);
    expect(await client.untilEnded()).toBe('\x88\x02\x03\xe9');
    expect(await backend.untilEnded()).toMatch(/^\x88\x82[^]{6}$/);
    client.close();
    backend.close();
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('and then a second one, ends at once, and not with 0', async () => {
    const { running, client } = await busyProcess(GET);
    running.signal(signal);
    await running.untilOutput(/finishing open requests/);
    running.signal(signal);
    expect((await running.ended).code).not.toBe(0);
    expect(await client.untilEnded()).toBe('');
    client.close();
  });
});
