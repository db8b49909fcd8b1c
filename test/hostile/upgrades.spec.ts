import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { valuesOf } from '../support/strict-request';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { answering, attack, expectUnharmed, get, post, stateOf } from './support/attack';

const CLOSE = 'Connection: close\r\n';
const WEBSOCKET =
  'Connection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** A gateway whose backend hands each upgrade request to the test, and answers all others. */
async function aSocketPair(
  wishes: Omit<GatewayOptions, 'backends'> = {},
): Promise<{ gateway: TestGateway; upgrade: Promise<{ head: string; backend: RawConnection }> }> {
  let arrived: (upgrade: { head: string; backend: RawConnection }) => void;
  const upgrade = new Promise<{ head: string; backend: RawConnection }>((resolve) => (arrived = resolve));
  const backend = new RawBackend('a', async (connection) => {
    for (;;) {
      const head = await connection.head();
      if (/\r\nUpgrade:/i.test(head)) return arrived({ head, backend: connection });
      connection.write(answering(/^\S+ \S+/.exec(head)![0]));
    }
  });
  return { gateway: await aGateway({ ...wishes, backends: [backend] }), upgrade };
}

/** A WebSocket through the gateway, open at both ends. */
async function aTunnel(
  wishes: Omit<GatewayOptions, 'backends'> = {},
): Promise<{ gateway: TestGateway; client: RawConnection; backend: RawConnection }> {
  const { gateway, upgrade } = await aSocketPair(wishes);
  const client = await gateway.connect();
  client.write(get('/socket', WEBSOCKET));
  const { backend } = await upgrade;
  backend.write(SWITCHED);
  await client.head();
  return { gateway, client, backend };
}

describe('an offer of another protocol', () => {
  const offer = (protocol: string): string =>
    `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMA\r\n`;

  it.each(['h2c', 'foo', 'websocket, h2c', 'h2c, websocket', 'TLS/1.0'])(
    'C-55 is answered in HTTP/1.1, and nothing counts that comes behind it: %j',
    async (protocol) => {
      const { statuses, answer, reached } = await attack(get('/1', offer(protocol)) + get('/2'));
      expect(statuses).toEqual([200]);
      expect(answer).toMatch(/\r\nConnection: close\r\n/);
      expect(reached).toMatchObject([{ target: '/1' }]);
      expect(reached[0].head).not.toMatch(/upgrade|http2-settings/i);
    },
  );

  it('C-55 is answered in HTTP/1.1 with its body, and nothing counts that comes behind it', async () => {
    const body = post(`${offer('h2c')}Content-Length: 5\r\n`, 'hello', '/1');
    const { statuses, reached } = await attack(body + get('/2'));
    expect(statuses).toEqual([200]);
    expect(reached).toMatchObject([{ target: '/1', body: 'hello' }]);
  });

  it('C-55 that is not named by Connection is none', async () => {
    const { statuses, reached } = await attack(get('/', `Upgrade: websocket\r\n${CLOSE}`));
    expect(statuses).toEqual([200]);
    expect(valuesOf(reached[0].fields, 'upgrade')).toEqual([]);
  });
});

describe('a WebSocket', () => {
  it('C-55 is opened by the backend’s 101 only: what comes before is held back', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(get('/socket', WEBSOCKET) + get('/early'));
    const { backend } = await upgrade;
    await expectUnharmedOthers(gateway);
    expect(backend.received).toBe('');
    backend.write(SWITCHED);
    expect(await backend.until('\r\n\r\n')).toBe(get('/early'));
  });

  it('C-55 that is refused takes what was sent early with it', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(get('/socket', WEBSOCKET) + get('/smuggled'));
    const { backend } = await upgrade;
    backend.write('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno');
    expect(await client.untilEnded()).toMatch(
      /^HTTP\/1\.1 403 Forbidden\r\n[^]*Connection: close\r\n\r\nno$/,
    );
    await expectUnharmed(gateway);
    expect(backend.received).not.toContain('/smuggled');
  });

  it('C-55 asked for behind an unanswered request waits for its turn', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(get('/1') + get('/socket', WEBSOCKET));
    const { backend } = await upgrade;
    expect(await client.until('GET /1')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    backend.write(SWITCHED);
    expect(await client.until(' 101 ')).toMatch(/GET \/1HTTP\/1\.1 101 /);
  });

  it.each([
    ['a body', 'GET', 'Content-Length: 5\r\n', 'hello'],
    ['a body in chunks', 'GET', 'Transfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['another method than GET', 'POST', '', ''],
    ['a method with a body', 'POST', 'Content-Length: 5\r\n', 'hello'],
    ['two lengths', 'GET', 'Content-Length: 0\r\nContent-Length: 5\r\n', ''],
    ['no Host', 'GET', 'Connection: Host\r\n', ''],
  ])('C-56 is refused with %s', async (name, method, fields, body) => {
    const host = name === 'no Host' ? '' : 'Host: h\r\n';
    const bytes = `${method} / HTTP/1.1\r\n${host}${WEBSOCKET}${fields}\r\n${body}${get('/smuggled')}`;
    expect(await attack(bytes)).toMatchObject({ statuses: [400], reached: [] });
  });

  it('C-56 is refused with too many header lines', async () => {
    const bytes = get('/', WEBSOCKET + 'X-A: a\r\n'.repeat(2000));
    expect(await attack(bytes)).toMatchObject({ statuses: [431], reached: [] });
  });

  it('C-56 without a key, or of an unknown version, is for the backend to refuse, whose answer is passed on', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(
      get('/socket', 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\n'),
    );
    const { backend } = await upgrade;
    backend.write('HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 426 [^]*Sec-WebSocket-Version: 13\r\n/);
  });

  it('C-57 asked for in absolute-form is routed by the authority, and never dialled', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(get('http://169.254.169.254/latest/meta-data', WEBSOCKET));
    const { head } = await upgrade;
    expect(head).toMatch(/^GET \/latest\/meta-data HTTP\/1\.1\r\nHost: 169\.254\.169\.254\r\n/);
  });

  it.each([
    ['/admin/../public', 400],
    ['/admin', 403],
    ['/%61dmin', 400],
    ['/nowhere', 404],
    ['/public/%00', 400],
    ['x', 400],
  ])('C-57 goes through the same routes as a request: %s', async (target, status) => {
    const routes = [
      { path: '/public', pool: 'main' },
      { path: '/fresh', pool: 'main' },
      { path: '/admin', respond: { status: 403 } },
    ];
    const { statuses, reached } = await attack(get(target, WEBSOCKET), { routes });
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect([status, 400]).toContain(statuses[0]);
    expect(reached).toEqual([]);
  });

  it.each([
    ['its client', 'end'],
    ['its client', 'close'],
    ['its client', 'reset'],
    ['its backend', 'end'],
    ['its backend', 'close'],
    ['its backend', 'reset'],
  ] as const)('C-58 is gone at both ends when %s ends it with: %s', async (who, how) => {
    const { gateway, client, backend } = await aTunnel();
    const [one, other] = who === 'its client' ? [client, backend] : [backend, client];
    one[how]();
    await other.untilEnded();
    other.end();
    await Promise.all([client.untilClosed(), backend.untilClosed()]);
    await untilIdle(gateway);
  });

  it.each(['end', 'close', 'reset'] as const)(
    'C-58 is gone when both ends leave at once with: %s',
    async (how) => {
      const { gateway, client, backend } = await aTunnel();
      client.write('last words');
      backend.write('last words');
      client[how]();
      backend[how]();
      await Promise.all([client.untilClosed(), backend.untilClosed()]);
      await untilIdle(gateway);
    },
  );

  it('C-58 passes on what one end says after the other has finished', async () => {
    const { client, backend } = await aTunnel();
    client.write('question');
    client.end();
    expect(await backend.untilEnded()).toBe('question');
    backend.write('answer');
    backend.end();
    expect(await client.untilClosed()).toBe('answer');
  });

  it('C-58 is closed at both ends when nothing passes for too long', async () => {
    const { gateway, client, backend } = await aTunnel({ pool: { timeouts: { tunnelIdle: '50ms' } } });
    await Promise.all([client.untilEnded(), backend.untilEnded()]);
    client.close();
    await untilIdle(gateway);
  });

  it('C-58 does not hold up a stop beyond its time limit', async () => {
    const { gateway, client, backend } = await aTunnel({ listen: { timeouts: { shutdown: '50ms' } } });
    backend.write('\x81\x05half');
    await client.until('half');
    const stopping = gateway.application.stop();
    await client.untilEnded();
    expect(await stopping).toBe(false);
  });

  it('C-58 is told 1001 on both sides by a gateway that stops, and closed', async () => {
    const { gateway, client, backend } = await aTunnel();
    const stopping = gateway.application.stop();
    expect(await client.untilEnded()).toBe('\x88\x02\x03\xe9');
    expect(await backend.untilEnded()).toMatch(/^\x88\x82[^]{6}$/);
    client.end();
    backend.end();
    expect(await stopping).toBe(true);
  });

  it('C-58 is gone when one end has finished and the other never does', async () => {
    const { gateway, client, backend } = await aTunnel({ pool: { timeouts: { tunnelHalfClosed: '50ms' } } });
    client.end();
    await Promise.all([client.untilClosed(), backend.untilEnded()]);
    await untilIdle(gateway);
  });

  it('C-58 whose client leaves before the 101 is not opened at all', async () => {
    const { gateway, upgrade } = await aSocketPair();
    const client = await gateway.connect();
    client.write(get('/socket', WEBSOCKET));
    const { backend } = await upgrade;
    client.close();
    await backend.untilEnded();
    await untilIdle(gateway);
  });
});

/** The same as `expectUnharmed` while one request is on its way. */
async function expectUnharmedOthers(gateway: TestGateway): Promise<void> {
  expect(await gateway.raw(get('/fresh', CLOSE))).toMatch(/\r\n\r\nGET \/fresh$/);
}

/** Resolves when nothing is in flight and no connection to the backend is open except an idle one. */
async function untilIdle(gateway: TestGateway): Promise<void> {
  while (stateOf(gateway).inFlight > 0) await gateway.fetch('*', { method: 'OPTIONS' });
  await expectUnharmed(gateway);
}
