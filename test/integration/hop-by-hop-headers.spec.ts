import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';

type Fields = readonly [string, string][];

/** The fields that reach the backend of a request with these. */
async function forwarded(lines: string): Promise<Fields> {
  const backend = new StrictBackend('a');
  const gateway = await aGateway({ backends: [backend] });
  const connection = await gateway.connect();
  connection.write(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n\r\n`);
  expect(await connection.head()).toMatch(/^HTTP\/1.1 200 OK/);
  expect(backend.violations).toEqual([]);
  return backend.requests[0].fields;
}

/** The head that reaches the client of an answer with these fields. */
async function answered(lines: string): Promise<string> {
  const backend = new StrictBackend('a');
  const gateway = await aGateway({ backends: [backend] });
  backend.answer(() => `HTTP/1.1 200 OK\r\n${lines}\r\nContent-Length: 0\r\n\r\n`);
  const connection = await gateway.connect();
  connection.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  return connection.head();
}

const names = (fields: Fields) => fields.map(([name]) => name.toLowerCase());

describe('hop-by-hop headers of requests', () => {
  it.each([
    'Keep-Alive: timeout=5',
    'Proxy-Connection: keep-alive',
    'Proxy-Authorization: Basic eA==',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAAP__',
    'TE: gzip',
    'Connection: keep-alive',
    'Connection: close',
  ])('end here: %s', async (line) => {
    const fields = await forwarded(`${line}\r\nX-Kept: 1`);
    expect(names(fields)).not.toContain(line.split(':')[0].toLowerCase());
    expect(valuesOf(fields, 'x-kept')).toEqual(['1']);
  });

  it('end here when Connection names them, in whatever case and on however many lines', async () => {
    const fields = await forwarded(
      'X-One: 1\r\nConnection: x-oNE , keep-alive\r\nX-Two: 2\r\nx-one: 3\r\nconnection: X-TWO\r\nX-Three: 4',
    );
    expect(names(fields)).not.toEqual(expect.arrayContaining(['x-one']));
    expect(names(fields)).not.toEqual(expect.arrayContaining(['x-two']));
    expect(valuesOf(fields, 'x-three')).toEqual(['4']);
  });

  it('do not take with them what only begins with their name', async () => {
    const fields = await forwarded('Connection: X-One\r\nX-One-More: 1');
    expect(valuesOf(fields, 'x-one-more')).toEqual(['1']);
  });

  it.each(['Authorization: Bearer x', 'Cookie: a=1', 'Content-Type: text/plain'])(
    'cannot be made of what the backend relies on: %s',
    async (line) => {
      const [name, value] = line.split(': ');
      const fields = await forwarded(`${line}\r\nConnection: ${name.toLowerCase()}`);
      expect(valuesOf(fields, name.toLowerCase())).toEqual([value]);
    },
  );

  it('cannot be made of what the gateway itself says', async () => {
    const fields = await forwarded('Connection: Host, X-Forwarded-For, X-Forwarded-Host, X-Request-Id, Via');
    expect(names(fields)).toEqual(
      expect.arrayContaining(['host', 'x-forwarded-for', 'x-forwarded-host', 'x-request-id', 'via']),
    );
  });

  it('cannot be made of the framing of the body', async () => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    const fields = 'Content-Length: 4\r\nConnection: close, Content-Length';
    await gateway.raw(`POST / HTTP/1.1\r\nHost: h\r\n${fields}\r\n\r\nbody`);
    await gateway.raw(
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close, Transfer-Encoding\r\n\r\n' +
        '4\r\nbody\r\n0\r\n\r\n',
    );
    expect(backend.violations).toEqual([]);
    expect(backend.requests.map(({ framing, body }) => [framing, body])).toEqual([
      ['length', 'body'],
      ['chunked', 'body'],
    ]);
  });

  it('decide nothing: no stage sees what the backend does not', async () => {
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/', headers: { 'X-Beta': true }, respond: { status: 403, body: 'beta' } },
    ];
    const gateway = await aGateway({ backends: ['a'], routes });
    const client = await gateway.connect();
    client.write('GET / HTTP/1.1\r\nHost: h\r\nX-Beta: 1\r\nConnection: close, X-Beta\r\n\r\n');
    expect(await client.head()).toMatch(/^HTTP\/1.1 200 /);
  });

  it('are refused when they are too many', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.raw(
      `GET / HTTP/1.1\r\nHost: h\r\nConnection: ${'x,'.repeat(5_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('tell the backend that trailers are welcome when the client says so', async () => {
    const fields = await forwarded('TE: gzip, trailers\r\nConnection: TE');
    expect([valuesOf(fields, 'te'), valuesOf(fields, 'connection')]).toEqual([['trailers'], ['TE']]);
  });
});

describe('hop-by-hop headers of answers', () => {
  it.each([
    'Proxy-Authenticate: Basic',
    'Proxy-Connection: keep-alive',
    'Upgrade: h2c',
    'TE: trailers',
    'Trailer: X-Sum',
    'Connection: X-Secret\r\nX-Secret: 1',
    'Connection: close, x-SECRET\r\nX-Secret: 1',
  ])('end here: %s', async (lines) => {
    const head = await answered(`${lines}\r\nX-Kept: 1`);
    const hidden = lines.split('\r\n').map((line) => line.split(':')[0]);
    for (const name of hidden.filter((own) => own !== 'Connection'))
      expect(head).not.toMatch(new RegExp(`^${name}:`, 'im'));
    expect(head).toContain('X-Kept: 1');
    expect(head).not.toContain('X-Secret');
  });

  it('are the gateway’s own towards the client: one connection does not speak for the other', async () => {
    const head = await answered('Connection: close\r\nKeep-Alive: timeout=77');
    expect(head).toMatch(/^Connection: keep-alive\r$/m);
    expect(head).not.toContain('timeout=77');
  });
});
