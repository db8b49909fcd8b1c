import { rawConnection } from './raw-request';
import { closedAfterTest } from './closing';
import { StrictBackend } from './strict-backend';

async function aStrictBackend(): Promise<{ backend: StrictBackend; port: number }> {
  const backend = new StrictBackend('a');
  closedAfterTest({ close: () => backend.stop() });
  await backend.start();
  return { backend, port: Number(new URL(backend.url).port) };
}

describe('the strict backend', () => {
  it('takes several requests from one connection apart', async () => {
    const { backend, port } = await aStrictBackend();
    const connection = await rawConnection(port);
    connection.write('POST /1?x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none');
    connection.write('PUT /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
    connection.write('3\r\ntwo\r\n0\r\nX-Sum: 2\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n');
    connection.end();
    await connection.untilClosed();
    expect(backend.violations).toEqual([]);
    expect(backend.requests).toMatchObject([
      { method: 'POST', target: '/1?x', framing: 'length', body: 'one' },
      { method: 'PUT', framing: 'chunked', body: 'two', trailers: [['X-Sum', '2']] },
      { method: 'GET', target: '/3', framing: 'none', body: '' },
    ]);
  });

  const violations = {
    'a bare LF': 'GET / HTTP/1.1\nHost: h\r\n\r\n',
    'a bare CR': 'GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n',
    'a folded line': 'GET / HTTP/1.1\r\nHost: h\r\n x\r\n\r\n',
    'a space before a colon': 'GET / HTTP/1.1\r\nHost : h\r\n\r\n',
    'two Hosts': 'GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n',
    'no Host': 'GET / HTTP/1.1\r\n\r\n',
    'two lengths': 'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n',
    'a length and a coding':
      'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'a length with a sign': 'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n',
    'another coding': 'GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
    'a chunk size with a prefix':
      'GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n',
    'a chunk longer than its size':
      'GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n',
    'a byte behind the body': 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nab\r\n',
    'another version': 'GET / HTTP/1.0\r\nHost: h\r\n\r\n',
  };
  it.each(Object.entries(violations))('refuses %s', async (_name, bytes) => {
    const { backend, port } = await aStrictBackend();
    const connection = await rawConnection(port);
    connection.write(bytes);
    connection.end();
    await connection.untilClosed();
    expect(backend.violations).toHaveLength(1);
  });

  it('counts a request that breaks off, which is no violation', async () => {
    const { backend, port } = await aStrictBackend();
    const connection = await rawConnection(port);
    connection.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf');
    connection.end();
    await connection.untilClosed();
    expect(backend).toMatchObject({ brokenOff: 1, violations: [], requests: [] });
  });
});
