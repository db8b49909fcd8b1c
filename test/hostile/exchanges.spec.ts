import { connect } from 'node:tls';
import { once } from 'node:events';
import { RawBackend } from '../support/raw-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';
import {
  answering,
  aStrictPair,
  attack,
  expectUnharmed,
  get,
  post,
  reachedBy,
  stateOf,
  statusesIn,
} from './support/attack';

const CLOSE = 'Connection: close\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';

describe('bodies and expectations', () => {
  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])(
    'C-13 forwards the body of a %s with its framing',
    async (method) => {
      const head = `${method} / HTTP/1.1\r\nHost: h\r\n${CLOSE}`;
      const counted = await attack(`${head}Content-Length: 5\r\n\r\nhello`);
      const chunked = await attack(`${head}${CHUNKED}\r\n5\r\nhello\r\n0\r\n\r\n`);
      expect(counted).toMatchObject({
        statuses: [200],
        reached: [{ method, framing: 'length', body: 'hello' }],
      });
      expect(chunked).toMatchObject({
        statuses: [200],
        reached: [{ method, framing: 'chunked', body: 'hello' }],
      });
    },
  );

  it('C-13 takes what follows a GET with a body for another request only behind the body', async () => {
    const hidden = get('/hidden');
    const { reached } = await attack(get('/', `Content-Length: ${hidden.length}\r\n${CLOSE}`) + hidden);
    expect(reached).toMatchObject([{ target: '/', body: hidden }]);
  });

  it('C-14 answers early to a client that is still uploading, and reuses neither connection', async () => {
    const backend = new RawBackend('a', async (connection) => {
      const head = await connection.head();
      const early = 'HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno';
      connection.write(head.startsWith('POST') ? early : answering('GET /fresh'));
    });
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    client.write(post('Content-Length: 1000000\r\n', 'x'.repeat(100_000)));
    await client.until('\r\n\r\nno');
    client.write(`${'x'.repeat(50)}${get('/smuggled')}`);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close\r\n\r\nno$/);
    await expectUnharmed(gateway);
    expect(backend.accepted).toBe(2);
  });

  it('C-15 lets 100 Continue be said once, before the response', async () => {
    const { statuses, reached } = await attack(
      post(`Expect: 100-continue\r\nContent-Length: 5\r\n${CLOSE}`, 'hello'),
    );
    expect(statuses.filter((status) => status === 100).length).toBeLessThanOrEqual(1);
    expect(statuses.at(-1)).toBe(200);
    expect(reached).toMatchObject([{ body: 'hello' }]);
  });

  it.each(['other', '', '100-continue, 100-continue', '100-continue\r\nExpect: other', '100 continue'])(
    'C-15 refuses any other expectation, unread body and all: %j',
    async (expectation) => {
      const hidden = get('/hidden');
      const fields = `Expect: ${expectation}\r\nContent-Length: ${hidden.length}\r\n${CLOSE}`;
      expect(await attack(post(fields, hidden))).toMatchObject({ statuses: [417], reached: [] });
    },
  );
});

describe('pipelined requests', () => {
  it('C-16 are sent on and answered one after the other', async () => {
    const seen: string[] = [];
    const backend = new RawBackend('a', async (connection) => {
      for (;;) {
        const [target] = /\/\S*/.exec(await connection.head())!;
        seen.push(`asked ${target}`);
        // Were they sent side by side, the later ones would be here before this one is answered.
        await new Promise(setImmediate);
        seen.push(`answered ${target}`);
        connection.write(answering(target));
      }
    });
    const gateway = await aGateway({ backends: [backend] });
    const answer = await gateway.raw(get('/1') + get('/2') + get('/3', CLOSE));
    expect(answer.match(/\/[123]$|\/[123](?=HTTP)/g)).toEqual(['/1', '/2', '/3']);
    expect(seen).toEqual(['/1', '/2', '/3'].flatMap((target) => [`asked ${target}`, `answered ${target}`]));
  });

  it.each(['GARBAGE\0', get('/2'), '\r\n\r\n', '\x16\x03\x01'])(
    'C-16 do not count behind Connection: close: %j',
    async (behind) => {
      const { statuses, reached } = await attack(get('/1', CLOSE) + behind);
      expect(statuses).toEqual([200]);
      expect(reached).toMatchObject([{ target: '/1' }]);
    },
  );

  it('C-16 with garbage among them are answered up to there, and the garbage refused in its turn', async () => {
    const { statuses, reached } = await attack(`${get('/1')}${get('/2')}GARBAGE\0\r\n\r\n${get('/3')}`);
    expect(statuses).toEqual([200, 200, 400]);
    expect(reached.map(({ target }) => target)).toEqual(['/1', '/2']);
  });

  it('C-16 with a broken body are refused without reaching the backend', async () => {
    const { statuses, reached } = await attack(get('/1') + post(CHUNKED, 'zz\r\n', '/2'));
    expect(statuses).toEqual([200, 400]);
    expect(reached).toMatchObject([{ target: '/1' }]);
  });

  it('C-16 that wait are forgotten when their client leaves', async () => {
    const { gateway, backend } = await aStrictPair();
    let leave = (): void => undefined;
    backend.answer(({ target }) => {
      if (target !== '/1') return answering('GET /fresh');
      leave();
      return '';
    });
    const client = await gateway.connect();
    leave = () => client.close();
    client.write(get('/1') + get('/2') + get('/3'));
    await client.untilClosed();
    while (stateOf(gateway).inFlight > 0) await gateway.catchUp();
    await expectUnharmed(gateway);
    expect(reachedBy(backend)).toMatchObject([{ target: '/1' }]);
  });

  it('C-16 end the connection when more wait than any client means', async () => {
    const { gateway, backend } = await aStrictPair();
    const client = await gateway.connect();
    client.write(get('/').repeat(500));
    await client.untilEnded();
    await expectUnharmed(gateway);
    expect(reachedBy(backend).length).toBeLessThan(100);
  });
});

describe('what is not HTTP/1', () => {
  it.each([
    'GET /\r\n\r\n',
    'GET / HTTP/0.9\r\n\r\n',
    get('/').replace('1.1', '0.9'),
    get('/').replace('1.1', '1.2'),
    get('/').replace('1.1', '2.0'),
    get('/').replace('1.1', '3'),
    get('/').replace('1.1', '1.11'),
    get('/').replace('HTTP', 'http'),
    get('/').replace('HTTP', 'HTCPCP'),
    get('/').replace(' / ', '\t/\t'),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    '\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03',
    '\0\x01\x02\x03\xff\xfe\r\n\r\n',
    '{"json":true}\r\n\r\n',
    ' '.repeat(1000),
  ])('C-18 is refused: %j', async (bytes) => {
    const { statuses, answer, reached } = await attack(Buffer.from(bytes, 'latin1'));
    expect([400, 505]).toContain(statuses[0]);
    expect(statuses).toHaveLength(1);
    expect(answer).not.toMatch(/ at |\.ts|\.js|HPE_/);
    expect(reached).toEqual([]);
  });

  it('C-18 includes a client that speaks TLS to the plain port', async () => {
    const { gateway, backend } = await aStrictPair();
    const socket = connect({ port: gateway.port, host: '127.0.0.1', rejectUnauthorized: false });
    const [error] = (await once(socket, 'error').catch((raised: unknown) => [raised])) as [Error];
    expect(error.message).toMatch(/wrong version number|packet length too long/i);
    await expectUnharmed(gateway);
    expect(reachedBy(backend)).toEqual([]);
  });

  it('C-18 does not include HTTP/1.0, whose clients get one answer and the end of the connection', async () => {
    const { statuses, answer, reached } = await attack('GET /old HTTP/1.0\r\n\r\n');
    expect(statuses).toEqual([200]);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
    expect(valuesOf(reached[0].fields, 'host')).toHaveLength(1);
  });

  it('C-18 leaves a client of HTTP/1.0 no chunks to read', async () => {
    const { gateway, backend } = await aStrictPair();
    backend.answer(
      () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n',
    );
    const answer = await gateway.raw('GET / HTTP/1.0\r\n\r\n');
    expect(statusesIn(answer)).toEqual([200]);
    expect(answer).toMatch(/\r\n\r\nhello$/);
    expect(answer).not.toMatch(/transfer-encoding|x-sum/i);
  });
});
