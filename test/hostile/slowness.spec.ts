import { setInterval } from 'node:timers/promises';
import { until } from '../support/eventually';
import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway } from '../support/test-gateway';
import {
  answering,
  aStrictPair,
  expectUnharmed,
  get,
  post,
  reachedBy,
  stateOf,
  statusesIn,
} from './support/attack';

const CLOSE = 'Connection: close\r\n';
/** More bytes than the system buffers for a client that does not read. */
const LARGE = 32 * 1024 * 1024;

/** Sends these bytes one by one, and over and over, until the other side has ended the connection. */
async function drip(connection: RawConnection, bytes: string): Promise<void> {
  let at = 0;
  for await (const _ of setInterval(5)) {
    if (connection.ended || connection.closed) return;
    connection.write(bytes[at++ % bytes.length]);
  }
}

describe('a slow client', () => {
  it.each(['GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ', 'GET /', 'GET / HTTP/1.1\r\n', '\r\n'])(
    'C-40 that drips its head is answered with 408 in bounded time: behind %j',
    async (begun) => {
      const { gateway, backend } = await aStrictPair({ listen: { timeouts: { headers: '100ms' } } });
      const client = await gateway.connect();
      client.write(begun);
      await drip(client, begun === '\r\n' ? '\r\n' : 'a');
      expect(client.received).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
      await expectUnharmed(gateway);
      expect(reachedBy(backend)).toEqual([]);
    },
  );

  it('C-40 that drips the head of its second request is answered with 408 in bounded time', async () => {
    const { gateway, backend } = await aStrictPair({ listen: { timeouts: { headers: '100ms' } } });
    const client = await gateway.connect();
    client.write(`${get('/1')}GET /2 HTTP/1.1\r\nX-Slow: `);
    await drip(client, 'a');
    expect(statusesIn(client.received)).toEqual([200, 408]);
    await expectUnharmed(gateway);
    expect(reachedBy(backend)).toMatchObject([{ target: '/1' }]);
  });

  it.each([
    ['of a known length', 'Content-Length: 100000\r\n', 'a'],
    ['in chunks of a byte', 'Transfer-Encoding: chunked\r\n', '1\r\na\r\n'],
    ['of chunk extensions', 'Transfer-Encoding: chunked\r\n1;', 'a'],
  ])('C-41 that drips its body is answered with 408 in bounded time: %s', async (_name, fields, bytes) => {
    const { gateway, backend } = await aStrictPair({ listen: { timeouts: { bodyIdle: '200ms' } } });
    const client = await gateway.connect();
    const [head, begun = ''] = fields.split(/(?<=\n)(?=1;)/);
    client.write(post(head, begun));
    await drip(client, bytes);
    expect(client.received).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_body_timeout"/);
    await expectUnharmed(gateway);
    expect(reachedBy(backend)).toEqual([]);
  });

  it('C-42 that takes nothing of its answer is cut off, and the backend not blamed for it', async () => {
    const ended: Promise<unknown>[] = [];
    const backend = new RawBackend('a', async (connection) => {
      ended.push(connection.untilClosed());
      for (;;) {
        const [target] = /\/\S*/.exec(await connection.head())!;
        connection.write(answering(target === '/fresh' ? 'GET /fresh' : 'x'.repeat(LARGE)));
      }
    });
    const gateway = await aGateway({ backends: [backend], listen: { timeouts: { bodyIdle: '100ms' } } });
    const client = await gateway.connect();
    client.pause();
    client.write(get('/'));
    // The gateway ends the upstream connection although the client is still there, and silent.
    while (ended.length === 0) await gateway.fetch('*', { method: 'OPTIONS' });
    await ended[0];
    expect(client.closed).toBe(false);
    await expectUnharmed(gateway);
  });

  it('C-42 that takes nothing of the end of its answers is cut off, too', async () => {
    const { gateway, backend } = await aStrictPair({ listen: { timeouts: { bodyIdle: '100ms' } } });
    // Each is read in one piece, so that the last ones wait for the client alone.
    backend.answer(({ target }) => answering(target === '/fresh' ? 'GET /fresh' : 'x'.repeat(60_000)));
    const client = await gateway.connect();
    client.pause();
    let asked = 0;
    while ((await gateway.connections()) > 0 || asked === 0) {
      await new Promise(setImmediate);
      // The next one is asked for when the last is answered, which ends when the system takes no more.
      if (backend.requests.length < asked) continue;
      client.write(get('/'));
      asked++;
    }
    await expectUnharmed(gateway);
  });

  it('C-42 that reads slowly, but reads, gets the whole of its answer', async () => {
    const { gateway, backend } = await aStrictPair({ listen: { timeouts: { bodyIdle: '200ms' } } });
    backend.answer(() => answering('x'.repeat(LARGE)));
    const client = await gateway.connect();
    let received = 0;
    client.socket.removeAllListeners('data');
    client.socket.on('data', (chunk: Buffer) => (received += chunk.length));
    client.write(get('/', CLOSE));
    for await (const _ of setInterval(20)) {
      client.pause();
      if (client.ended) break;
      client.resume();
    }
    expect(received).toBeGreaterThan(LARGE);
  });

  it('C-43 that says nothing is cut off in bounded time, without an answer to what it never asked', async () => {
    const { gateway } = await aStrictPair({ listen: { timeouts: { headers: '100ms' } } });
    const clients = await Promise.all(Array.from({ length: 50 }, () => gateway.connect()));
    const received = await Promise.all(clients.map((client) => client.untilEnded()));
    expect(new Set(received)).toEqual(new Set(['']));
    await expectUnharmed(gateway);
  });

  it('C-43 finds no place where there are as many connections as allowed', async () => {
    const { gateway } = await aStrictPair({ listen: { limits: { connections: 5 } } });
    const clients = await Promise.all(Array.from({ length: 5 }, () => gateway.connect()));
    expect(await (await gateway.connect()).untilEnded().catch(() => '')).toBe('');
    clients[0].close();
    await until(async () => (await gateway.connections()) <= 4);
    await expectUnharmed(gateway);
  });

  it('C-45 that closes its side before it is answered is answered all the same', async () => {
    const { gateway, backend } = await aStrictPair();
    const client = await gateway.connect();
    client.write(get('/1') + post('Content-Length: 5\r\n', 'hello', '/2'));
    client.end();
    expect(statusesIn(await client.untilClosed())).toEqual([200, 200]);
    await expectUnharmed(gateway);
    expect(backend.violations).toEqual([]);
    expect(reachedBy(backend)).toMatchObject([{ target: '/1' }, { target: '/2', body: 'hello' }]);
  });

  it.each(['close', 'reset'] as const)(
    'C-44 that leaves while the backend thinks has its request cancelled, by %s',
    async (how) => {
      const left = { cancelled: Promise.resolve('') };
      const backend = new RawBackend('a', async (connection) => {
        const head = await connection.head();
        if (head.includes('/fresh')) connection.write(answering('GET /fresh'));
        else left.cancelled = connection.untilEnded();
      });
      const gateway = await aGateway({ backends: [backend] });
      const client = await gateway.connect();
      client.write(get('/'));
      while (backend.accepted === 0) await gateway.fetch('*', { method: 'OPTIONS' });
      client[how]();
      await left.cancelled;
      while (stateOf(gateway).inFlight > 0) await gateway.fetch('*', { method: 'OPTIONS' });
      await expectUnharmed(gateway);
    },
  );
});

describe('a slow backend', () => {
  const limits = { timeouts: { response: '100ms', bodyIdle: '100ms' }, retry: { attempts: 1 } };

  it.each([
    ['says nothing', ''],
    ['stops in the status line', 'HTTP/1.1 20'],
    ['stops in its fields', 'HTTP/1.1 200 OK\r\nX-Slow: '],
    ['stops behind an interim answer', 'HTTP/1.1 103 Hints\r\n\r\n'],
  ])('C-46 that %s is given up with 504', async (_name, bytes) => {
    const { gateway, backend } = await aStrictPair({ pool: limits });
    backend.answer(() => bytes);
    const answer = await gateway.raw(get('/', CLOSE));
    expect(answer).toMatch(/HTTP\/1\.1 504 [^]*"code":"upstream_timeout"/);
  });

  it('C-46 that drips its head is given up with 504, too', async () => {
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      await drip(connection, 'HTTP/1.1 103 Hints\r\n\r\n');
    });
    const gateway = await aGateway({ backends: [backend], pool: limits });
    expect(await gateway.raw(get('/', CLOSE))).toMatch(/HTTP\/1\.1 504 /);
  });

  it.each([
    ['a known length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\nhalf'],
  ])('C-48 that stops in the middle of %s never looks as if it had ended', async (_name, bytes) => {
    const { gateway, backend } = await aStrictPair({ pool: limits });
    backend.answer(() => bytes);
    const client = await gateway.connect();
    client.write(get('/', CLOSE));
    await client.untilClosed();
    expect(client.received).toMatch(/half/);
    expect(client.received).not.toMatch(/\r\n0\r\n/);
    expect(client.wasReset).toBe(true);
  });

  it('C-48 that takes nothing of an upload is given up, and its client told', async () => {
    const backend = new RawBackend('a', (connection) => connection.pause());
    const gateway = await aGateway({
      backends: [backend],
      pool: limits,
      listen: { limits: { bodyBytes: 0 } },
    });
    const client = await gateway.connect();
    client.write(post(`Content-Length: ${LARGE}\r\n`, 'x'.repeat(LARGE)));
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 504 [^]*"code":"upstream_timeout"/);
  });
});
