import { pairs } from '../support/received-request';
import { StrictBackend } from '../support/strict-backend';
import { type StrictRequest } from '../support/strict-request';
import { aGateway, type TestGateway } from '../support/test-gateway';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

async function aGatewayToStrict(): Promise<{ gateway: TestGateway; backend: StrictBackend }> {
  const backend = new StrictBackend('a');
  return { backend, gateway: await aGateway({ backends: [backend] }) };
}

/** Returns the request that reaches the backend if a client writes it byte by byte. */
async function forwarded(request: string): Promise<StrictRequest> {
  const { gateway, backend } = await aGatewayToStrict();
  expect(await gateway.raw(request)).toMatch(/^HTTP\/1.1 200 OK/);
  expect(backend.violations).toEqual([]);
  expect(backend.requests).toHaveLength(1);
  return backend.requests[0];
}

describe('methods and bodies', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'REPORT', 'M-SEARCH'])(
    'pass %s on as it is',
    async (method) => {
      const request = await forwarded(
        `${method} /items?x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody`,
      );
      expect(request).toMatchObject({ method, target: '/items?x', framing: 'length', body: 'body' });
    },
  );

  it.each(['GET', 'DELETE', 'HEAD', 'OPTIONS'])('make no body for %s where there is none', async (method) => {
    const request = await forwarded(`${method} / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(request).toMatchObject({ method, framing: 'none' });
  });

  it('keep an announced length of zero', async () => {
    const request = await forwarded(
      'POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );
    expect(request).toMatchObject({ framing: 'length', body: '' });
  });

  it.each([
    '/a%2Fb/%E2%9C%93?q=%20+%26&q=',
    '/items/1/?',
    '/?a=1&a=2&&=&b',
    "/a;v=1/b,c/~d/!$&'()*+:@",
    '/%41/%7E',
    '/?next=http://example.com/../x',
    '/ends/with/dot.',
  ])('keep the bytes of the target %s', async (target) => {
    const request = await forwarded(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(request.target).toBe(target);
  });

  it('keep order, case and repeats of header lines', async () => {
    const lines: [string, string][] = [
      ['hOST', 'example.com:81'],
      ['X-One', '1'],
      ['ACCEPT', '*/*'],
      ['x-one', '2'],
      ['X-Empty', ''],
      ['X-ONE', 'a, b;q="c,d"'],
      ['X-Latin', 'caf\xe9'],
      ['User-Agent', 'me/1 (it\'s; "me")'],
      ['cookie', 'a=1; b=2'],
      ['Cookie', 'c=3'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ];
    const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const request = await forwarded(`GET / HTTP/1.1\r\n${text}Connection: close\r\n\r\n`);
    expect(request.fields.slice(0, lines.length)).toEqual(lines);
  });

  it('keep a binary body both ways, byte by byte', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer(async (request, response) => {
      response.end(await gateway.backend('a').requests[0].body());
    });
    const answer = await gateway.fetch('/', { method: 'POST', body: ALL_BYTES });
    expect(answer.body).toEqual(ALL_BYTES);
    expect(answer.headers['content-length']).toBe('256');
  });

  it.each([1, 16 * 1024, 16 * 1024 + 1, 65_536, 1_000_000])(
    'keep an answer of %i bytes, however it is framed',
    async (length) => {
      const gateway = await aGateway({ backends: ['a'] });
      const body = Buffer.alloc(length, ALL_BYTES);
      gateway.backend('a').answer((request, response) => {
        if (request.url === '/length') response.setHeader('content-length', length);
        else response.write(body.subarray(0, length >> 1));
        response.end(request.url === '/length' ? body : body.subarray(length >> 1));
      });
      expect((await gateway.fetch('/length')).body.equals(body)).toBe(true);
      const chunked = await gateway.fetch('/chunked');
      expect(chunked.body.equals(body)).toBe(true);
      expect(chunked.headers['transfer-encoding']).toBe('chunked');
    },
  );

  it('keep a chunked body chunked, whatever the pieces', async () => {
    const request = await forwarded(
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
        '1\r\na\r\n0003;ext=1\r\nbcd\r\nA\r\n0123456789\r\n0\r\n\r\n',
    );
    expect(request).toMatchObject({ framing: 'chunked', body: 'abcd0123456789' });
  });

  it('keep an empty chunked body', async () => {
    const request = await forwarded(
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
    );
    expect(request).toMatchObject({ framing: 'chunked', body: '' });
  });

  it('answer pipelined requests in their order', async () => {
    const { gateway, backend } = await aGatewayToStrict();
    backend.answer(({ target }) => `HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`);
    const answers = await gateway.raw(
      'GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx' +
        'GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    );
    expect(answers.match(/^\/\d/gm)).toEqual(['/1', '/2', '/3']);
    expect(backend.requests.map(({ body }) => body)).toEqual(['', 'x', '']);
  });

  it('serve a client of HTTP/1.0, and close behind the answer', async () => {
    const { gateway, backend } = await aGatewayToStrict();
    const answer = await gateway.raw('GET / HTTP/1.0\r\nHost: h\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\na$/);
    expect(backend.violations).toEqual([]);
  });

  it('give a backend the Host that a client of HTTP/1.0 left out', async () => {
    const { gateway, backend } = await aGatewayToStrict();
    await gateway.raw('GET / HTTP/1.0\r\n\r\n');
    expect(backend.requests[0].fields[0]).toEqual(['Host', new URL(backend.url).host]);
  });

  it('treat an absolute target by its authority, and connect to the backend all the same', async () => {
    const request = await forwarded(
      'GET http://example.com:81/x?y HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n',
    );
    expect(request.target).toBe('/x?y');
    expect(request.fields.filter(([name]) => name.toLowerCase() === 'host')).toEqual([
      ['Host', 'example.com:81'],
    ]);
  });
});

describe('answers', () => {
  /** The bytes that a client gets when a backend answers these. */
  async function passedOn(answer: string, request = 'GET / HTTP/1.1\r\nHost: h'): Promise<string> {
    const { gateway, backend } = await aGatewayToStrict();
    backend.answer(() => answer);
    return gateway.raw(`${request}\r\nConnection: close\r\n\r\n`);
  }

  it('keep status, reason, order, case and repeats of header lines', async () => {
    const head =
      'HTTP/1.1 299 Fine, Thanks\r\nX-B: 1\r\nSet-Cookie: a=1; Path=/\r\nx-a: 2\r\nset-cookie: b=2\r\n' +
      'Set-Cookie: c=3\r\nContent-length: 2\r\nX-Latin: caf\xe9\r\n';
    const answer = await passedOn(`${head}\r\nok`);
    expect(answer.startsWith(head)).toBe(true);
    expect(answer.endsWith('\r\n\r\nok')).toBe(true);
  });

  it('keep three Set-Cookie three', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((_request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2', 'c=3']).end();
    });
    const answer = await gateway.fetch('/');
    const cookies = pairs(answer.rawHeaders).filter(([name]) => name === 'set-cookie');
    expect(cookies.map(([, value]) => value)).toEqual(['a=1', 'b=2', 'c=3']);
  });

  it('keep the Date that the backend wrote', async () => {
    const date = 'Date: Thu, 01 Jan 1970 00:00:00 GMT';
    const answer = await passedOn(`HTTP/1.1 200 OK\r\n${date}\r\nContent-Length: 0\r\n\r\n`);
    expect(answer.match(/^date:.*$/gim)).toEqual([date]);
  });

  it('get the Date that the backend left out, and no other field', async () => {
    const answer = await passedOn('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(answer.match(/^[\w-]+(?=:)/gm)).toEqual(['Content-Length', 'Date', 'Connection']);
  });

  it('to HEAD keep the length that GET would have', async () => {
    const answer = await passedOn(
      'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n',
      'HEAD / HTTP/1.1\r\nHost: h',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Length: 1234\r\n[^]*\r\n\r\n$/);
  });

  it.each([
    ['204 No Content', ''],
    ['304 Not Modified', 'ETag: "1"\r\nContent-Length: 99\r\n'],
  ])('of %s have no body', async (status, fields) => {
    const answer = await passedOn(`HTTP/1.1 ${status}\r\n${fields}\r\n`);
    expect(answer.startsWith(`HTTP/1.1 ${status}\r\n${fields}`)).toBe(true);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  it.each([206, 300, 404, 418, 500, 599])('of %i are passed on as they are', async (status) => {
    const answer = await passedOn(`HTTP/1.1 ${status} X\r\nContent-Length: 1\r\n\r\nx`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} X\r\n[^]*\r\n\r\nx$`));
  });

  it.each([
    'Content-Length: 1\r\n\r\nx',
    'Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n1\r\nx\r\n0\r\nX: 1\r\n\r\n',
  ])('of 205 lose what they must not contain: %j', async (rest) => {
    const answer = await passedOn(`HTTP/1.1 205 Reset Content\r\nA: b\r\n${rest}`);
    expect(answer).toMatch(/^HTTP\/1.1 205 Reset Content\r\nA: b\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/);
  });

  it.each([600, 999])('of %i, which is no status, become 502', async (status) => {
    expect(await passedOn(`HTTP/1.1 ${status} X\r\nContent-Length: 1\r\n\r\nx`)).toMatch(/^HTTP\/1.1 502 /);
  });

  it('that end with the connection of the backend reach the client whole', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((_request, response) => {
      response.useChunkedEncodingByDefault = false;
      response.removeHeader('connection');
      response.writeHead(200);
      response.write('one ');
      response.end('two');
    });
    expect((await gateway.fetch('/')).text).toBe('one two');
  });
});
