import { RawBackend } from '../support/raw-backend';
import { StrictBackend } from '../support/strict-backend';
import { aGateway } from '../support/test-gateway';

/** The trailers that reach the backend behind a request with these. */
async function forwarded(trailers: string): Promise<readonly [string, string][]> {
  const backend = new StrictBackend('a');
  const gateway = await aGateway({ backends: [backend] });
  await gateway.raw(
    'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n' +
      `4\r\nbody\r\n0\r\n${trailers}\r\n`,
  );
  expect(backend.violations).toEqual([]);
  expect(backend.requests[0].body).toBe('body');
  return backend.requests[0].trailers;
}

/** Returns the bytes that a client gets behind the head of a response with this body. */
async function answered(body: string, version = '1.1'): Promise<string> {
  const backend = new RawBackend('a', async (connection) => {
    await connection.head();
    connection.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${body}`);
  });
  const gateway = await aGateway({ backends: [backend] });
  const answer = await gateway.raw(`GET / HTTP/${version}\r\nHost: h\r\nConnection: close\r\n\r\n`);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

describe('trailers', () => {
  it('of a request are passed on', async () => {
    expect(await forwarded('X-Sum: 1\r\nx-other: a b\r\n')).toEqual([
      ['X-Sum', '1'],
      ['x-other', 'a b'],
    ]);
  });

  it('of an answer are passed on', async () => {
    expect(await answered('4\r\nbody\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n')).toBe(
      '4\r\nbody\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n',
    );
  });

  it.each([
    'Host: evil.example',
    'Authorization: Bearer x',
    'Set-Cookie: a=1',
    'Connection: close',
    'X-Forwarded-For: 1.1.1.1',
    'Content-Type: text/html',
  ])('that a recipient could take for part of the head end here: %s', async (line) => {
    expect(await forwarded(`X-Sum: 1\r\n${line}\r\n`)).toEqual([['X-Sum', '1']]);
    expect(await answered(`4\r\nbody\r\n0\r\nX-Sum: 1\r\n${line}\r\n\r\n`)).toBe(
      '4\r\nbody\r\n0\r\nX-Sum: 1\r\n\r\n',
    );
  });

  it.each([
    'X-Api-Key: of-somebody-else',
    'x_api_key: of-somebody-else',
    'X-Auth-Name: admin',
    'x_auth_name: admin',
    'X-Access-Token: t',
    'Remote-User: admin',
    'X-User-Id: 1',
    'Proxy-Authorization: Basic x',
    'Cookie: session=1',
  ])('of a request never say who the client is: %s', async (line) => {
    expect(await forwarded(`X-Sum: 1\r\n${line}\r\n`)).toEqual([['X-Sum', '1']]);
  });

  it('of a request say nothing again that its head says, in whatever spelling', async () => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    await gateway.raw(
      'POST / HTTP/1.1\r\nHost: h\r\nX-Tenant: mine\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
        '4\r\nbody\r\n0\r\nX-Tenant: yours\r\nx_tenant: yours\r\nX-Sum: 1\r\n\r\n',
    );
    expect(backend.requests[0].trailers).toEqual([['X-Sum', '1']]);
  });

  it.each(['Content-Length: 99', 'Transfer-Encoding: chunked'])(
    'that frame a body never reach the other side: %s',
    async (line) => {
      const backend = new StrictBackend('a');
      const gateway = await aGateway({ backends: [backend] });
      const answer = await gateway.raw(
        'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n' +
          `4\r\nbody\r\n0\r\n${line}\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
      expect(backend).toMatchObject({ requests: [], violations: [] });
      expect(await answered(`4\r\nbody\r\n0\r\nX-Sum: 1\r\n${line}\r\n\r\n`)).not.toContain(line);
    },
  );

  it('have no place in an answer to HTTP/1.0', async () => {
    expect(await answered('4\r\nbody\r\n0\r\nX-Sum: 1\r\n\r\n', '1.0')).toBe('body');
  });
});
