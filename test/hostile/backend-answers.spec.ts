import { RawBackend } from '../support/raw-backend';
import { StrictBackend } from '../support/strict-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { answering, get, stateOf, statusesIn } from './support/attack';

const CLOSE = 'Connection: close\r\n';

/** A gateway whose backend answers these bytes to everything but the question of the next client. */
async function answeredWith(bytes: string): Promise<TestGateway> {
  const backend = new StrictBackend('a');
  backend.answer(({ target }) => (target === '/fresh' ? answering('fresh') : bytes));
  return aGateway({ backends: [backend] });
}

/** Returns the response to a client, once it is sure that the next client gets its own response. */
async function answerOf(
  bytes: string,
  request = get('/', CLOSE),
): Promise<{ answer: string; gateway: TestGateway }> {
  const gateway = await answeredWith(bytes);
  const answer = await gateway.raw(request);
  for (let again = 0; again < 2; again++) {
    expect(await gateway.raw(get('/fresh', CLOSE))).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nfresh$/);
  }
  return { answer, gateway };
}

async function expectRefused(bytes: string, request?: string): Promise<void> {
  const { answer, gateway } = await answerOf(bytes, request);
  expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[^]*"code":"upstream_protocol"/);
  expect(statusesIn(answer)).toEqual([502]);
  expect(stateOf(gateway)).toMatchObject({ failures: 1, inFlight: 0 });
}

describe('an answer that is not HTTP', () => {
  it.each([
    'HTTP/1.1 000 Zero',
    'HTTP/1.1 099 Low',
    'HTTP/1.1 99 Short',
    'HTTP/1.1 1000 Long',
    'HTTP/1.1 abc Word',
    'HTTP/1.1 -1 Negative',
    'HTTP/1.1 2 00',
    'HTTP/1.1',
    'HTTP/1.1  200 OK',
    'HTTP/1.2 200 OK',
    'HTTP/2 200',
    'HTTP/0.9 200 OK',
    'http/1.1 200 OK',
    'ICY 200 OK',
    'HTTP/1.1 200 O\0K',
    'HTTP/1.1 200 O\rK',
    ' HTTP/1.1 200 OK',
    '<html>hello</html>',
    '\x16\x03\x01',
  ])('C-37 is answered with 502: the status line %j', async (line) => {
    await expectRefused(`${line}\r\nContent-Length: 2\r\n\r\nno`);
  });

  it.each([
    'X-A: a\rSet-Cookie: stolen=1',
    'X-A: a\nSet-Cookie: stolen=1',
    'X-A: a\r\r\nX-B: b',
    'X-A: a\0b',
    'X-A: a\x1bb',
    'X-A: a\r\n folded',
    'X-A : a',
    ': a',
    'no colon',
    'X A: a',
    'X\0A: a',
    `X-A: ${'a'.repeat(100 * 1024)}`,
    `${'a'.repeat(100 * 1024)}: a`,
    Array(5000).fill('X-A: some value').join('\r\n'),
  ])('C-37 is answered with 502: the field line %.40j', async (line) => {
    await expectRefused(`HTTP/1.1 200 OK\r\n${line}\r\nContent-Length: 2\r\n\r\nno`);
  });

  it.each([
    'Content-Length: 2\r\nContent-Length: 3',
    'Content-Length: 2\r\nContent-Length: 2',
    'Content-Length: 2, 2',
    'Content-Length: +2',
    'Content-Length: 0x2',
    'Content-Length: ',
    'Content-Length: 9007199254740993',
    'Content-Length: 2\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding: ',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
  ])('C-37 is answered with 502: the framing %j', async (fields) => {
    await expectRefused(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n2\r\nno\r\n0\r\n\r\n`);
  });

  it('C-37 is answered with 502: a transfer coding in HTTP/1.0', async () => {
    await expectRefused('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n');
  });

  it.each([
    '0x2\r\nno',
    '2 \r\nno',
    '-2\r\nno',
    '2\nno',
    '2\r\nno!!',
    'g\r\n',
    `${'f'.repeat(17)}\r\n`,
    '2;a\0b\r\nno',
  ])(
    'C-48 breaks the client’s connection off when it shows in the body only: the chunk %j',
    async (chunk) => {
      const { answer, gateway } = await answerOf(
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n${chunk}\r\n0\r\n\r\n`,
      );
      expect(answer).not.toMatch(/\r\n0\r\n/);
      expect(stateOf(gateway)).toMatchObject({ failures: 1, inFlight: 0 });
    },
  );
});

describe('an answer with fields for one hop', () => {
  it('C-31 leaves them there', async () => {
    const fields =
      'Connection: X-Secret, keep-alive\r\nX-Secret: 1\r\nKeep-Alive: timeout=9\r\nProxy-Connection: x\r\n' +
      'Proxy-Authenticate: Basic\r\nTE: trailers\r\nUpgrade: h2c\r\n';
    const { answer } = await answerOf(`HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`);
    expect(answer).not.toMatch(/secret|timeout=9|proxy-|^te:|upgrade/im);
  });

  it('C-31 cannot name away what frames the answer', async () => {
    const { answer } = await answerOf(
      `HTTP/1.1 200 OK\r\nConnection: Content-Length, Date, Content-Type\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok`,
    );
    expect(answer).toMatch(/\r\nContent-Type: text\/plain\r\nContent-Length: 2\r\n[^]*\r\n\r\nok$/);
  });

  it('C-35 may name a field anything', async () => {
    const { answer } = await answerOf(
      'HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(answer).toMatch(/\r\n__proto__: a\r\nconstructor: b\r\n/);
  });

  it('C-39 keeps several cookies and challenges apart, and in order', async () => {
    const fields =
      'Set-Cookie: a=1; Expires=Mon, 01 Jan 2035\r\nWWW-Authenticate: Basic\r\nset-cookie: b=2\r\nWWW-Authenticate: Bearer\r\n';
    const { answer } = await answerOf(`HTTP/1.1 401 No\r\n${fields}Content-Length: 0\r\n\r\n`);
    expect(answer).toContain(fields);
  });
});

describe('bytes behind an answer', () => {
  const POISON = answering('POISON');

  it.each([
    ['in the same write', `${answering('own')}${POISON}`],
    ['behind chunks', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nown\r\n0\r\n\r\n${POISON}`],
    ['of more than the length', `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown and more`],
    ['behind no body', `HTTP/1.1 204 No Content\r\n\r\n${POISON}`],
  ])('C-49 reach no client, neither this one nor the next: %s', async (_name, bytes) => {
    const { answer } = await answerOf(bytes);
    expect(answer).not.toMatch(/POISON|and more/);
    expect(statusesIn(answer)).toHaveLength(1);
  });

  it('C-49 reach no client when they come while the connection idles', async () => {
    let poison = (): void => undefined;
    const gone: Promise<unknown>[] = [];
    const backend = new RawBackend('a', async (connection, turn) => {
      gone.push(connection.untilEnded());
      await connection.head();
      connection.write(answering(`own ${turn}`));
      poison = () => connection.write(POISON);
    });
    const gateway = await aGateway({ backends: [backend] });
    expect((await gateway.fetch('/')).text).toBe('own 1');
    poison();
    await gone[0];
    expect((await gateway.fetch('/')).text).toBe('own 2');
  });

  it('C-49 are no response for the request that gets the connection before they are read', async () => {
    const backend = new RawBackend('a', async (connection, turn) => {
      for (;;) {
        const [target] = /\/\S*/.exec(await connection.head())!;
        connection.write(answering(`${target} on ${turn}`));
        // Sent in a piece of its own, so that it may meet the next request.
        connection.socket.write(POISON);
      }
    });
    const gateway = await aGateway({ backends: [backend] });
    for (let at = 0; at < 50; at++) {
      const { status, text } = await gateway.fetch(`/${at}`);
      if (status === 200) expect(text).toMatch(new RegExp(`^(/${at} on [0-9]+)$`));
      else expect(status).toBe(502);
    }
  });
});

describe('interim answers', () => {
  it.each([100, 102, 199])('C-50 pass %i on at most as often as a backend may mean it', async (status) => {
    const interim = `HTTP/1.1 ${status} Interim\r\n\r\n`;
    const few = await answerOf(interim.repeat(3) + answering('ok'));
    expect(few.answer).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*ok$/);
    const { answer } = await answerOf(interim.repeat(200) + answering('ok'));
    expect(answer).toMatch(/HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(statusesIn(answer).length).toBeLessThan(40);
  });

  it('C-50 count an unrequested 101 as a fault', async () => {
    await expectRefused(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhi',
    );
  });

  it('C-50 with a length or a coding frame nothing', async () => {
    const { answer } = await answerOf(
      `HTTP/1.1 103 Hints\r\nContent-Length: 5\r\nLink: a\r\n\r\n${answering('ok')}`,
    );
    expect(statusesIn(answer)).toEqual([103, 200]);
    expect(answer).toMatch(/^HTTP\/1\.1 103 Hints\r\nLink: a\r\n\r\nHTTP/);
  });
});

describe('an answer without a body', () => {
  it.each([
    ['204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello'],
    ['204', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello'],
    ['304', 'HTTP/1.1 304 Not Modified\r\n\r\nhello'],
  ])('C-51 has none, whatever bytes the backend sends behind it: %s %j', async (status, bytes) => {
    const { answer } = await answerOf(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\n\\r\\n$`));
    expect(answer).not.toContain('hello');
  });

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'HTTP/1.1 404 Not Found\r\n\r\nhello',
  ])('C-51 is that to HEAD, whatever bytes the backend sends behind it: %j', async (bytes) => {
    const { answer } = await answerOf(bytes, get('/', CLOSE).replace('GET', 'HEAD'));
    expect(answer).toMatch(/^HTTP\/1\.1 (200|404) [^]*\r\n\r\n$/);
    expect(answer).not.toContain('hello');
  });

  it('C-51 leaves the client’s connection fit for the next request', async () => {
    const gateway = await answeredWith('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello');
    const client = await gateway.connect();
    for (let again = 0; again < 3; again++) {
      client.write(get('/'));
      expect(await client.head()).toMatch(/^HTTP\/1\.1 204 /);
      client.write(get('/fresh'));
      expect(await client.take('fresh')).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  it.each([
    ['205', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n'],
    ['206', 'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nhe'],
    ['299', 'HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n'],
    ['599', 'HTTP/1.1 599 Own\r\nContent-Length: 2\r\n\r\nhe'],
  ])('C-52 is not what %s is: it is passed on as it is', async (status, bytes) => {
    const { answer } = await answerOf(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.split('\r\n\r\n')[1]).toBe(bytes.split('\r\n\r\n')[1]);
  });
});
