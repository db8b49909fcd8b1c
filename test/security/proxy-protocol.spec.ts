import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { rawRequest } from '../support/raw-request';
import { scrapeUntil } from '../support/scrape';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { aSecureGateway, send, type SecureGateway } from '../tls/support';
import {
  binaryHeader,
  ipv4Addresses,
  ipv6Addresses,
  LOCAL,
  PROXY,
  TCP4,
  TCP6,
  textHeader,
} from './support/proxy-headers';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
const BEHIND_PROXY = { proxyProtocol: 'required', trustedProxies: ['127.0.0.1'] };
const CLIENT = '203.0.113.7';

function aGatewayBehindProxy(listen: object = {}): Promise<TestGateway> {
  return aGateway({ backends: ['a'], listen: { ...BEHIND_PROXY, ...listen } });
}

function forwardedFor(gateway: TestGateway): (string | undefined)[] {
  return gateway.backend('a').requests.map(({ headers }) => headers['x-forwarded-for'] as string);
}

/** A GET behind this header. */
function ask(gateway: TestGateway, header: Buffer, request = GET): Promise<string> {
  return gateway.raw(Buffer.concat([header, Buffer.from(request)]));
}

describe('the PROXY protocol', () => {
  it.each([
    ['version 1', textHeader(CLIENT), CLIENT],
    ['version 1 with IPv6', textHeader('2001:db8::7', '2001:db8::1'), '2001:db8::7'],
    ['version 2', binaryHeader(PROXY, TCP4, ipv4Addresses(203, 0, 113, 7)), CLIENT],
    [
      'version 2 with IPv6',
      binaryHeader(PROXY, TCP6, ipv6Addresses(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)),
      '2001:db8::7',
    ],
    [
      'IPv4 in the form of IPv6',
      binaryHeader(PROXY, TCP6, ipv6Addresses(0, 0, 0, 0, 0, 0xffff, 0xcb00, 0x7107)),
      CLIENT,
    ],
    ['a proxy that speaks for itself', binaryHeader(LOCAL, 0x00, Buffer.alloc(0)), '127.0.0.1'],
    ['a client that the proxy does not know', Buffer.from('PROXY UNKNOWN\r\n'), '127.0.0.1'],
  ])('tells who the client is: %s', async (_name, header, client) => {
    const gateway = await aGatewayBehindProxy();
    expect(await ask(gateway, header)).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(forwardedFor(gateway)).toEqual([client]);
  });

  it('may come byte by byte, and several requests behind it', async () => {
    const gateway = await aGatewayBehindProxy();
    const connection = await gateway.connect();
    for (const byte of textHeader(CLIENT)) {
      connection.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let turn = 0; turn < 3; turn++) {
      connection.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello');
      await connection.head();
      await connection.bytes(1);
    }
    expect(forwardedFor(gateway)).toEqual([CLIENT, CLIENT, CLIENT]);
  });

  it('may come together with pipelined requests, or with half of one', async () => {
    const gateway = await aGatewayBehindProxy();
    const next = 'GET /2 HTTP/1.1\r\nHost: h\r\n\r\n';
    expect((await ask(gateway, textHeader(CLIENT), `${next}${next}${GET}`)).match(/ 200 OK/g)).toHaveLength(
      3,
    );
    const connection = await gateway.connect();
    connection.write(Buffer.concat([textHeader(CLIENT), Buffer.from(GET.slice(0, 20))]));
    await gateway.connections();
    connection.write(GET.slice(20));
    expect(await connection.untilEnded()).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(forwardedFor(gateway)).toEqual([CLIENT, CLIENT, CLIENT, CLIENT]);
  });

  it('tells the port that the client has connected to', async () => {
    const gateway = await aGatewayBehindProxy();
    await ask(gateway, textHeader(CLIENT, '198.51.100.1', 8443));
    expect(gateway.backend('a').requests[0].headers['x-forwarded-port']).toBe('8443');
  });

  it('counts for lists of addresses, and for rate limits', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      listen: { ...BEHIND_PROXY, deny: ['203.0.113.66'] },
      routes: [{ path: '/', pool: 'main', rateLimit: { limit: '1/1h' } }],
    });
    const statuses = async (address: string) =>
      (await ask(gateway, textHeader(address))).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
    expect(await statuses('203.0.113.66')).toBe('403');
    expect(await statuses('203.0.113.1')).toBe('200');
    expect(await statuses('203.0.113.1')).toBe('429');
    expect(await statuses('203.0.113.2')).toBe('200');
  });

  it('leaves what the client says of itself unbelieved', async () => {
    const gateway = await aGatewayBehindProxy();
    const spoofing = GET.replace('Connection', 'X-Forwarded-For: 192.0.2.1\r\nConnection');
    for (const header of [
      textHeader(CLIENT),
      Buffer.from('PROXY UNKNOWN\r\n'),
      binaryHeader(PROXY, 0, Buffer.alloc(0)),
    ])
      await ask(gateway, header, spoofing);
    expect(forwardedFor(gateway)).toEqual([CLIENT, '127.0.0.1', '127.0.0.1']);
  });

  it('leads from one trusted proxy to another, whose fields are believed', async () => {
    const gateway = await aGatewayBehindProxy({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
    await ask(
      gateway,
      textHeader('10.0.0.1'),
      GET.replace('Connection', `X-Forwarded-For: ${CLIENT}\r\nConnection`),
    );
    expect(forwardedFor(gateway)).toEqual([`${CLIENT}, 10.0.0.1`]);
  });

  it.each([
    ['no header', GET],
    ['a second header', `${String(textHeader(CLIENT))}${String(textHeader(CLIENT))}${GET}`],
    ['a line without end', `PROXY TCP4 ${'1'.repeat(200)}`],
    ['a malformed line', `PROXY TCP4 203.0.113.7 198.51.100.1 1 99999\r\n${GET}`],
    ['half a header', 'PROXY TCP4 203'],
  ])('is asked for of trusted proxies, which are not answered with %s', async (name, bytes) => {
    const gateway = await aGatewayBehindProxy();
    const connection = await gateway.connect();
    connection.write(bytes);
    if (name === 'half a header') connection.end();
    const answer = await connection.untilEnded();
    // The bytes behind a valid header are a request, though a bad one.
    if (name === 'a second header') expect(answer).toMatch(/^HTTP\/1\.1 400/);
    else expect(answer).toBe('');
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it('is waited for as long as for the fields of a request, and no longer', async () => {
    const gateway = await aGatewayBehindProxy({ timeouts: { headers: '100ms' } });
    const connection = await gateway.connect();
    connection.write('PROXY');
    expect(await connection.untilEnded()).toBe('');
    const silent = await gateway.connect();
    expect(await silent.untilEnded()).toBe('');
  });

  it('closes the connections of all other peers, unless they are to be served as well', async () => {
    const others = { trustedProxies: ['192.0.2.1'] };
    const strict = await aGatewayBehindProxy(others);
    expect(await strict.raw(GET).catch(() => '')).toBe('');
    expect(await ask(strict, textHeader(CLIENT)).catch(() => '')).toBe('');
    const mixed = await aGatewayBehindProxy({ ...others, proxyProtocol: 'mixed' });
    expect(await mixed.raw(GET)).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await ask(mixed, textHeader(CLIENT))).toMatch(/^HTTP\/1\.1 400/);
    expect(forwardedFor(mixed)).toEqual(['127.0.0.1']);
  });

  it('is told of in the metrics where it is missing', async () => {
    const gateway = await aGatewayBehindProxy();
    await gateway.raw(GET);
    const found = await scrapeUntil(
      gateway,
      (each) => each.sum('client_connections_refused_total', { reason: 'no_proxy_header' }) > 0,
    );
    expect(found.sum('client_connections_refused_total')).toBe(1);
  });

  it('does not keep the gateway from stopping', async () => {
    const gateway = await aGatewayBehindProxy();
    const silent = await gateway.connect();
    await eventually(async () => expect(await gateway.connections()).toBe(1));
    expect(await gateway.application.stop()).toBe(true);
    expect(await silent.untilEnded()).toBe('');
  });
});

describe('the PROXY protocol ahead of TLS', () => {
  async function behindProxy(listen: object = {}, tls: object = {}): Promise<SecureGateway> {
    return aSecureGateway({ backends: ['a'], listen: { ...BEHIND_PROXY, ...listen } }, tls);
  }

  /** A connection that has sent the header already. */
  async function announced(
    { gateway }: SecureGateway,
    header: Buffer,
    splitAt = header.length,
  ): Promise<Socket> {
    const socket = connect(gateway.port, '127.0.0.1');
    closedAfterTest({ close: () => socket.destroy() });
    await once(socket, 'connect');
    socket.write(header.subarray(0, splitAt));
    if (splitAt < header.length) {
      await gateway.connections();
      socket.write(header.subarray(splitAt));
    }
    return socket;
  }

  it.each([1, 30, 1000])(
    'is read before the handshake, and counts for HTTP/1.1: in pieces of %d',
    async (splitAt) => {
      const secure = await behindProxy();
      const socket = await announced(
        secure,
        binaryHeader(PROXY, TCP4, ipv4Addresses(203, 0, 113, 7)),
        splitAt,
      );
      const encrypted = connectTls({
        socket,
        ca: secure.ca,
        servername: 'localhost',
        ALPNProtocols: ['http/1.1'],
      });
      encrypted.write(GET);
      const [answer] = (await once(encrypted, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(forwardedFor(secure.gateway)).toEqual([CLIENT]);
    },
  );

  it('is read where the handshake comes with it', async () => {
    const secure = await behindProxy();
    const relay = createServer((client) => {
      const upstream = connect(secure.gateway.port, '127.0.0.1');
      client.once('data', (hello: Buffer) => {
        upstream.write(Buffer.concat([textHeader(CLIENT), hello]));
        client.pipe(upstream).pipe(client);
      });
    }).listen(0, '127.0.0.1');
    closedAfterTest({ close: () => relay.close() });
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    expect(await secure.fetch('/', { port })).toMatchObject({ status: 200, text: 'a' });
    expect(forwardedFor(secure.gateway)).toEqual([CLIENT]);
  });

  it('counts for HTTP/2', async () => {
    const secure = await behindProxy({ deny: ['203.0.113.66'] });
    const statusFor = async (address: string) => {
      const socket = await announced(secure, textHeader(address));
      const encrypted = connectTls({ socket, ca: secure.ca, servername: 'localhost', ALPNProtocols: ['h2'] });
      const session = connectHttp2('https://localhost', { createConnection: () => encrypted });
      closedAfterTest({ close: () => session.destroy() });
      return (await send(session, { ':path': '/' })).status;
    };
    expect(await statusFor('203.0.113.66')).toBe(403);
    expect(await statusFor(CLIENT)).toBe(200);
    expect(forwardedFor(secure.gateway)).toEqual([CLIENT]);
  });

  it('counts on the port that sends clients here', async () => {
    const secure = await behindProxy({ deny: ['203.0.113.66'] }, { httpRedirectPort: 0 });
    const from = (header: Buffer): Promise<string> =>
      rawRequest(secure.gateway.application.redirectPort!, Buffer.concat([header, Buffer.from(GET)]));
    expect(await from(textHeader('203.0.113.66'))).toMatch(/^HTTP\/1\.1 403 /);
    expect(await from(textHeader(CLIENT))).toMatch(/^HTTP\/1\.1 308 /);
    expect(await from(Buffer.alloc(0))).toBe('');
  });

  it('is asked for of trusted proxies, which get no handshake without it', async () => {
    const secure = await behindProxy();
    await expect(secure.fetch('/')).rejects.toThrow(/ECONNRESET|socket hang up|disconnected/);
    expect(secure.gateway.backend('a').requests).toEqual([]);
  });
});
