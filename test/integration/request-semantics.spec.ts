import { METHODS } from 'node:http';
import { RawBackend } from '../support/raw-backend';
import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';

const WEBSOCKET = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';

describe('a request in HTTP/1.0', () => {
  it('is answered as if it asked for no other protocol', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect(await gateway.raw(`GET / HTTP/1.0\r\nHost: h\r\n${WEBSOCKET}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(['100-continue', 'something-else'])(
    'expects nothing, and gets no interim answer: %s',
    async (expected) => {
      const routes = [{ path: '/', pool: 'main', bufferBody: true }];
      const backend = new StrictBackend('a');
      const gateway = await aGateway({ backends: [backend], routes });
      const answer = await gateway.raw(
        `POST / HTTP/1.0\r\nHost: h\r\nContent-Length: 2\r\nExpect: ${expected}\r\n\r\nok`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
      expect(valuesOf(backend.requests[0].fields, 'expect')).toEqual([]);
    },
  );
});

describe('a request that expects 100-continue', () => {
  it('leaves the connection to the next one when its body has come', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok');
    await client.take('\r\n\r\na');
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.head()).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('the method of a request', () => {
  it.each(['BREW', 'get', 'SOURCE', 'G', 'VERSION-CONTROL', 'X!#$'])(
    'is answered with 501 when it is unknown: %s',
    async (method) => {
      const gateway = await aGateway({ backends: ['a'] });
      expect(await gateway.raw(`${method} / HTTP/1.1\r\nHost: h\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 501 [^]*"not_implemented"/,
      );
    },
  );

  it.each(['\x16\x03\x01\r\n\r\n', 'SSH-2.0-x\r\n\r\n', '{"a":1}\r\n\r\n', 'BREW / ICE/1.0\r\n\r\n'])(
    'is none in what is no request line: %j',
    async (bytes) => {
      const gateway = await aGateway({ backends: ['a'] });
      expect(await gateway.raw(bytes)).toMatch(/^HTTP\/1.1 400 /);
    },
  );

  it('is forwarded whichever it is of those that the gateway knows', async () => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    const known = METHODS.filter((method) => !['CONNECT', 'TRACE', 'SOURCE', 'HEAD'].includes(method));
    for (const method of known) {
      client.write(`${method} / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`);
      expect([method, (await client.head()).slice(9, 12)]).toEqual([method, '200']);
      await client.until('a');
      client.received = '';
    }
    expect(backend.requests.map(({ method }) => method)).toEqual(known);
  });
});

describe('the version of a request', () => {
  it.each([
    ...['GET / HTTP/0.9', 'GET / HTTP/1.2', 'GET / HTTP/1.10', 'GET / HTTP/2.0', 'GET / HTTP/3.0'],
    ...['GET / HTTP/1', 'GET / HTTP/10.1', 'GET / HTTP/x.1', 'GET /', 'PRI * HTTP/2.0'],
  ])('is answered with 505 when it is neither 1.0 nor 1.1: %s', async (line) => {
    const gateway = await aGateway({ backends: ['a'] });
    expect(await gateway.raw(`${line}\r\nHost: h\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 505 [^]*"http_version_not_supported"/,
    );
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it.each(['http/1.1', 'HTTP /1.1', 'FOO/1.1', 'ICE/1.0'])(
    'is none in %s, which is answered with 400',
    async (protocol) => {
      const gateway = await aGateway({ backends: ['a'] });
      expect(await gateway.raw(`GET / ${protocol}\r\nHost: h\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 400 [^]*"bad_request"/,
      );
    },
  );
});

describe('Max-Forwards', () => {
  it.each([
    ['OPTIONS', '3', '2'],
    ['OPTIONS', '99999999999999999999', '65534'],
    ['OPTIONS', 'many', 'many'],
    ['GET', '3', '3'],
    ['GET', '0', '0'],
  ])('of %s with %s reaches the backend as %s', async (method, sent, received) => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    await gateway.raw(
      `${method} / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nMax-Forwards: ${sent}\r\n\r\n`,
    );
    expect(valuesOf(backend.requests[0].fields, 'max-forwards')).toEqual([received]);
  });

  it.each(['0', '000'])('of OPTIONS ends at the gateway with %s', async (hops) => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    const request = `OPTIONS / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nMax-Forwards: ${hops}\r\n\r\n`;
    expect(await gateway.raw(request)).toMatch(/^HTTP\/1.1 204 [^]*Allow: GET/);
    expect(backend.requests).toEqual([]);
  });
});

describe('Host', () => {
  it.each(['example.com:', 'a=b', "a!$&'()*+;=b", '[::1]:', '127.0.0.1:80'])('may be %s', async (host) => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    await gateway.raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(valuesOf(backend.requests[0].fields, 'host')).toEqual([host]);
  });
});

describe('an answer with 426', () => {
  it.each(['', 'Connection: close\r\n'])(
    'tells the client which protocol is required: "%s"',
    async (field) => {
      const answer =
        'HTTP/1.1 426 No\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n';
      const backend = new RawBackend('a', async (connection) => {
        await connection.head();
        connection.write(answer);
      });
      const gateway = await aGateway({ backends: [backend] });
      const client = await gateway.connect();
      client.write(`GET / HTTP/1.1\r\nHost: h\r\n${field}\r\n`);
      const head = await client.head();
      expect(head).toMatch(/^Upgrade: websocket\r$/m);
      expect(head).toMatch(field === '' ? /^Connection: Upgrade\r$/m : /^Connection: close, Upgrade\r$/m);
    },
  );
});
