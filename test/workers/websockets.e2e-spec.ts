import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Sections } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { type Answer } from '../support/http-client';
import { RawConnection } from '../support/raw-connection';
import { HANDSHAKE, SWITCH } from '../support/web-socket';
import { holderOf, onEachWorker } from './support/each-worker';
import { isAlive, ManyProcesses } from './support/many-processes';

/** A close frame with the code 1001, as a server sends it; a client masks its own, and it takes 8 bytes. */
const GOING_AWAY = '\x88\x02\x03\xe9';
const MASKED_CLOSE = /^\x88\x82[^]{6}$/;

interface WebSocket {
  readonly client: RawConnection;
  readonly backend: RawConnection;
  readonly socket: Socket;
}

let gateway: ManyProcesses;
let wishes: (more?: object) => Sections;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a'], (backends) => {
    wishes = (more = {}) => ({ workers: 2, pools: { main: { backends } }, ...more });
    return wishes();
  });
});
afterAll(() => gateway?.close());

async function aWebSocket(): Promise<WebSocket> {
  const asked = once(gateway.backend('a').server, 'upgrade') as Promise<[IncomingMessage, Socket]>;
  const client = closedAfterTest(await RawConnection.to(gateway.port));
  client.write(HANDSHAKE);
  const backend = closedAfterTest(new RawConnection((await asked)[1]));
  backend.write(SWITCH);
  await client.head();
  return { client, backend, socket: client.socket };
}

const restart = (): Promise<Answer> => gateway.admin('/api/restart', { method: 'POST' });

/** Both ends close their connection as soon as the other has. */
async function untilGone({ client, backend }: WebSocket): Promise<void> {
  await Promise.all([client.untilEnded(), backend.untilEnded()]);
  client.end();
  backend.end();
}

it('each worker carries what both ends say', async () => {
  for (const { client, backend } of await onEachWorker(gateway, aWebSocket)) {
    client.write('\x81\x82\0\0\0\0hi');
    expect(await backend.bytes(8)).toBe('\x81\x82\0\0\0\0hi');
    backend.write('\x81\x02yo');
    expect(await client.bytes(4)).toBe('\x81\x02yo');
    client.close();
    await backend.untilEnded();
  }
});

it('both ends are told to come again when their worker ends in a rolling restart, and may', async () => {
  const webSockets = await onEachWorker(gateway, aWebSocket);
  const restarted = restart();
  for (const webSocket of webSockets) {
    await untilGone(webSocket);
    expect(webSocket.client.received).toBe(GOING_AWAY);
    expect(webSocket.backend.received).toMatch(MASKED_CLOSE);
  }
  expect((await restarted).status).toBe(200);
  for (const { client, backend } of await onEachWorker(gateway, aWebSocket)) {
    backend.write('\x81\x02yo');
    expect(await client.bytes(4)).toBe('\x81\x02yo');
  }
});

it('a worker lives on through a rolling restart until what it has begun to pass on is whole', async () => {
  const webSocket = await aWebSocket();
  const { client, backend } = webSocket;
  const holder = await holderOf(client, gateway.workers);
  backend.write('\x81\x06half');
  await client.until('half');
  const restarted = restart();
  expect(await backend.bytes(8)).toMatch(MASKED_CLOSE);
  for (let at = 0; at < 8; at++) expect((await gateway.fetch('/')).text).toBe('a');
  expect(isAlive(holder)).toBe(true);
  backend.write('OK');
  await untilGone(webSocket);
  expect(client.received).toBe(`\x81\x06halfOK${GOING_AWAY}`);
  expect((await restarted).status).toBe(200);
  await eventually(() => expect(isAlive(holder)).toBe(false));
});

it('what never becomes whole is cut off when the time of its worker is over', async () => {
  gateway.says(wishes({ listen: { timeouts: { shutdown: '500ms' } } }));
  expect((await gateway.admin('/api/reload', { method: 'POST' })).status).toBe(200);
  const { client, backend } = await aWebSocket();
  const holder = await holderOf(client, gateway.workers);
  backend.write('\x81\x06half');
  await client.until('half');
  const restarted = restart();
  expect(await client.untilEnded()).toBe('\x81\x06half');
  expect((await restarted).status).toBe(200);
  expect(isAlive(holder)).toBe(false);
  expect(gateway.workers).toHaveLength(2);
});
