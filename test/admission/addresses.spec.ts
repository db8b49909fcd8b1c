import { aGatewayFrom, listed, stubs } from '../reload/support/file-gateway';
import { rawRequest } from '../support/raw-request';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { aSecureGateway, anAuthority } from '../tls/support';

const BEHIND_PROXY = { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] };

/** Returns the status for a client that a proxy reports with this address. */
async function statusFor(gateway: TestGateway, forwardedFor: string, path = '/'): Promise<number> {
  return (await gateway.fetch(path, { headers: { 'x-forwarded-for': forwardedFor } })).status;
}

describe('lists of addresses on the listener', () => {
  it('let allowed clients in, and refuse all others, before anything is looked for', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      listen: { ...BEHIND_PROXY, allow: ['203.0.113.0/24', '2001:db8::/32'] },
      routes: [{ path: '/', pool: 'main' }],
    });
    expect(await statusFor(gateway, '203.0.113.7')).toBe(200);
    expect(await statusFor(gateway, '2001:db8::7')).toBe(200);
    expect(await statusFor(gateway, '198.51.100.1')).toBe(403);
    expect(await statusFor(gateway, '198.51.100.1', '/%2e%2e/x')).toBe(403);
    expect(gateway.backend('a').requests).toHaveLength(2);
  });

  it('say so in a problem document', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { deny: ['127.0.0.1'] } });
    const answer = await gateway.fetch('/');
    expect([answer.status, answer.headers['content-type']]).toEqual([403, 'application/problem+json']);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'forbidden',
      detail: 'Requests from this address are not allowed.',
    });
    expect(answer.text).not.toContain('127.0.0.1');
  });

  it('deny whom they allow in general', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      listen: { ...BEHIND_PROXY, allow: ['203.0.113.0/24'], deny: ['203.0.113.66'] },
    });
    expect(await statusFor(gateway, '203.0.113.65')).toBe(200);
    expect(await statusFor(gateway, '203.0.113.66')).toBe(403);
  });

  it('believe a stranger nothing of what it says of itself', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { allow: ['203.0.113.7'] } });
    expect(await statusFor(gateway, '203.0.113.7')).toBe(403);
  });

  it.each([
    ['the client of the last trusted proxy counts', '203.0.113.66, 198.51.100.1, 10.0.0.9', 200],
    ['a client that claims to be somebody else', '198.51.100.1, 203.0.113.66', 403],
    ['a port behind the address', '203.0.113.66:52000', 403],
    ['IPv4 as an IPv6 socket shows it', '::ffff:203.0.113.66', 403],
    ['what is no address', 'unknown', 403],
  ])('read of trusted proxies: %s', async (_, forwardedFor, status) => {
    const gateway = await aGateway({ backends: ['a'], listen: { ...BEHIND_PROXY, deny: ['203.0.113.66'] } });
    expect(await statusFor(gateway, forwardedFor)).toBe(status);
  });

  it('are those of the last reload, on open connections too', async () => {
    const [a] = await stubs('a');
    const pools = { main: { backends: listed(a) } };
    const gateway = await aGatewayFrom({ pools });
    expect((await gateway.fetch('/')).status).toBe(200);
    gateway.write({ pools, listen: { deny: ['127.0.0.0/8'] } });
    await gateway.reload();
    expect((await gateway.fetch('/')).status).toBe(403);
    gateway.write({ pools });
    await gateway.reload();
    expect((await gateway.fetch('/')).status).toBe(200);
  });
});

describe('lists of addresses on the listener, on the port that sends clients to it', () => {
  const get = (port: number, forwardedFor: string): Promise<string> =>
    rawRequest(port, `GET /x HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: ${forwardedFor}\r\n\r\n`);

  it('refuse whom they would refuse there, in the same words', async () => {
    const listen = { ...BEHIND_PROXY, deny: ['203.0.113.66'] };
    const secure = await aSecureGateway({ backends: ['a'], listen }, { httpRedirectPort: 0, hsts: '1d' });
    const port = secure.gateway.application.redirectPort!;
    expect(await get(port, '203.0.113.65')).toMatch(/^HTTP\/1\.1 308 /);
    const refused = await get(port, '203.0.113.66');
    expect(refused).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nContent-Type: application\/problem\+json\r\n/);
    expect(refused).not.toMatch(/^(?:Location|Strict-Transport-Security):/im);
    const asked = await secure.fetch('/x', { headers: { 'x-forwarded-for': '203.0.113.66' } });
    const told = (text: string): unknown => ({ ...(JSON.parse(text) as object), request_id: '' });
    expect(told(refused.split('\r\n\r\n')[1])).toEqual(told(asked.text));
  });

  it('believe a stranger nothing of what it says of itself', async () => {
    const listen = { allow: ['203.0.113.7'] };
    const secure = await aSecureGateway({ backends: ['a'], listen }, { httpRedirectPort: 0 });
    expect(await get(secure.gateway.application.redirectPort!, '203.0.113.7')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('are those of the last reload', async () => {
    const { cert, key } = anAuthority().sign('localhost', 'DNS:localhost');
    const [a] = await stubs('a');
    const pools = { main: { backends: listed(a) } };
    const tls = { cert, key, httpRedirectPort: 0 };
    const gateway = await aGatewayFrom({ pools, listen: { ...BEHIND_PROXY, tls } });
    const port = gateway.application.redirectPort!;
    expect(await get(port, '203.0.113.66')).toMatch(/^HTTP\/1\.1 308 /);
    gateway.write({ pools, listen: { ...BEHIND_PROXY, tls, deny: ['203.0.113.66'] } });
    expect((await gateway.reload()).status).toBe(200);
    expect(await get(port, '203.0.113.66')).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('lists of addresses on a route', () => {
  const routes = [
    { path: '/', pool: 'main' },
    { path: '/office', pool: 'main', allow: ['203.0.113.0/24'] },
    { path: '/shop', pool: 'main', deny: ['203.0.113.66'] },
    { path: '/note', respond: { status: 200, body: 'note' }, deny: ['203.0.113.66'] },
  ];

  it.each([
    ['/', '203.0.113.66', 200],
    ['/office', '203.0.113.1', 200],
    ['/office/x', '198.51.100.1', 403],
    ['/shop', '198.51.100.1', 200],
    ['/shop', '203.0.113.66', 403],
    ['/note', '203.0.113.66', 403],
  ])('answer %s from %s with %d', async (path, address, status) => {
    const gateway = await aGateway({ backends: ['a'], listen: BEHIND_PROXY, routes });
    expect(await statusFor(gateway, address, path)).toBe(status);
  });

  it.each(['/x/../office', '/%6fffice', '//office', '/office;x'])(
    'cannot be gone round by writing the path as %s',
    async (path) => {
      const gateway = await aGateway({ backends: ['a'], listen: BEHIND_PROXY, routes });
      expect(await statusFor(gateway, '198.51.100.1', path)).toBe(400);
    },
  );
});
