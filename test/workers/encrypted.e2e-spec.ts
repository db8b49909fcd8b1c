import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/processes';
import { RawConnection } from '../support/raw-connection';
import { rawRequest } from '../support/raw-request';
import { HANDSHAKE, SWITCH } from '../support/web-socket';
import { SecureGateway, send } from '../tls/support';
import { type Certificate, Certificates } from '../upstream/support/certificates';
import { onEachWorker } from './support/each-worker';
import { ManyProcesses } from './support/many-processes';

const authority = new Certificates();
let gateway: ManyProcesses;
let secure: SecureGateway<ManyProcesses>;
let present: Certificate;
let httpRedirectPort: number;

beforeAll(async () => {
  present = authority.sign('localhost', 'DNS:localhost');
  [httpRedirectPort] = await freePorts(1);
  gateway = await ManyProcesses.start(['a'], (backends) => ({
    workers: 2,
    listen: {
      tls: { ...present, httpRedirectPort },
      trustedProxies: ['127.0.0.1'],
      deny: ['203.0.113.66'],
    },
    pools: { main: { backends } },
  }));
  secure = new SecureGateway(gateway, authority);
});
afterAll(async () => {
  await gateway?.close();
  authority.close();
});

/** A connection that speaks HTTP/1.1 over TLS, and the name in the certificate that it was shown. */
async function connection(): Promise<RawConnection & { shown: string }> {
  const { port } = gateway;
  const socket = connect({ port, host: '127.0.0.1', ca: secure.ca, servername: 'localhost' });
  const opened = closedAfterTest(new RawConnection(socket));
  await once(socket, 'secureConnect');
  return Object.assign(opened, { shown: String(socket.getPeerCertificate().subject.CN) });
}

it('each worker speaks HTTP/1.1 over TLS, and tells backends so', async () => {
  for (const client of await onEachWorker(gateway, connection)) {
    expect(client.shown).toBe('localhost');
    client.write('GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\na$/);
    expect(gateway.backend('a').requests.at(-1)!.headers).toMatchObject({
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
    });
  }
});

it('each worker speaks HTTP/2, with many requests at once on a connection', async () => {
  const sessions = await onEachWorker(gateway, () => secure.session());
  gateway.backend('a').answer((request, response) => setImmediate(() => response.end(request.url)));
  const paths = Array.from({ length: 20 }, (_, at) => `/${at}`);
  for (const session of sessions) {
    expect(session.alpnProtocol).toBe('h2');
    const answers = await Promise.all(paths.map((path) => send(session, { ':path': path })));
    expect(answers.map(({ text }) => text)).toEqual(paths);
  }
  gateway.backend('a').answerAsUsual();
});

it('each worker carries WebSockets over TLS', async () => {
  for (const client of await onEachWorker(gateway, connection)) {
    gateway.backend('a').server.once('upgrade', (_request, socket) => socket.end(`${SWITCH}hello`));
    client.write(HANDSHAKE);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\nhello$/);
  }
});

it('clients without encryption are sent to the port that the workers share, whichever they reach', async () => {
  const ask = 'GET /items?a=b HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n';
  const answers = await Promise.all(Array.from({ length: 8 }, () => rawRequest(httpRedirectPort, ask)));
  for (const answer of answers)
    expect(answer).toContain(
      `308 Permanent Redirect\r\nLocation: https://shop.example:${gateway.port}/items?a=b\r\n`,
    );
});

it('clients without encryption are sent nowhere when no worker would let them in', async () => {
  const ask = 'GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.66\r\nConnection: close\r\n\r\n';
  expect(await rawRequest(httpRedirectPort, ask)).toMatch(/^HTTP\/1\.1 403 /);
  for (const client of await onEachWorker(gateway, connection)) {
    client.write(ask);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 403 /);
  }
});

it('each worker shows a certificate that has taken the place of another, and a connection outlives that', async () => {
  const [session] = await onEachWorker(gateway, () => secure.session());
  const next = authority.sign('next', 'DNS:localhost');
  copyFileSync(next.key, present.key);
  copyFileSync(next.cert, present.cert);
  await eventually(async () => {
    for (const { shown } of await onEachWorker(gateway, connection)) expect(shown).toBe('next');
  });
  expect(await send(session, { ':path': '/' })).toMatchObject({ text: 'a' });
});

it('a session of HTTP/2 ends with an answer when its worker does, and none is lost in a rolling restart', async () => {
  const sessions = await onEachWorker(gateway, () => secure.session());
  const before = gateway.workers;
  const held: (() => void)[] = [];
  gateway.backend('a').answer((_request, response) => held.push(() => response.end('whole')));
  const answers = sessions.map((session) => send(session, { ':path': '/' }));
  await eventually(() => expect(held).toHaveLength(2));
  const left = sessions.map((session) => once(session, 'goaway'));
  const restarted = gateway.admin('/api/restart', { method: 'POST' });
  // The first worker ends only when it has answered.
  await Promise.race(left);
  held.forEach((answer) => answer());
  for (const { text } of await Promise.all(answers)) expect(text).toBe('whole');
  expect((await restarted).status).toBe(200);
  await Promise.all(left);
  gateway.backend('a').answerAsUsual();
  expect(before.filter((pid) => gateway.workers.includes(pid))).toEqual([]);
  for (const session of await onEachWorker(gateway, () => secure.session()))
    expect(await send(session, { ':path': '/' })).toMatchObject({ status: 200, text: 'a' });
});
