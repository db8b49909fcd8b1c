import { RawBackend } from '../support/raw-backend';
import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';

const STRIPPED = { path: '/orders', stripPrefix: '/orders' };
const REPLACED = { path: '/api', rewrite: '/v1' };
const TRUSTING = { trustedProxies: ['127.0.0.0/8'] };

/** The prefixes that the backend gets. */
async function prefixes(route: { path: string }, lines = '', listen = {}): Promise<string[]> {
  const backend = new StrictBackend('a');
  const gateway = await aGateway({ backends: [backend], routes: [{ ...route, pool: 'main' }], listen });
  await gateway.raw(`GET ${encodeURI(route.path)} HTTP/1.1\r\nHost: h\r\n${lines}Connection: close\r\n\r\n`);
  return valuesOf(backend.requests[0].fields, 'x-forwarded-prefix');
}

/**
 * Returns one field of the backend's response as the client gets it; BACKEND stands for the authority of the
 * backend.
 */
async function fieldOf(route: object, name: string, value: string): Promise<string> {
  const backend: RawBackend = new RawBackend('a', async (connection) => {
    await connection.head();
    const authority = new URL(backend.url).host;
    connection.write(
      `HTTP/1.1 201 X\r\n${name}: ${value.replace('BACKEND', authority)}\r\nContent-Length: 0\r\n\r\n`,
    );
  });
  const routes = [{ path: '/', pool: 'main', ...route }];
  const gateway = await aGateway({ backends: [backend], routes });
  const client = await gateway.connect();
  client.write(`GET ${routes[0].path.replace(/\/$/, '')}/x HTTP/1.1\r\nHost: shop.example\r\n\r\n`);
  return new RegExp(`^${name}: (.*)\r$`, 'im').exec(await client.head())![1];
}

describe('X-Forwarded-Prefix', () => {
  it.each([
    [STRIPPED, ['/orders']],
    [{ path: '/a/b', stripPrefix: '/a' }, ['/a']],
    [{ path: '/ö', stripPrefix: '/ö' }, ['/%C3%B6']],
    [{ path: '/api/v1', rewrite: '/v1' }, ['/api']],
    [{ path: '/api', rewrite: '/' }, ['/api']],
    [REPLACED, []],
    [{ path: '/api' }, []],
  ])('tells the backend what is missing in its paths: %j', async (route, told) => {
    expect(await prefixes(route)).toEqual(told);
  });

  it.each(['X-Forwarded-Prefix: /evil\r\n', 'x_forwarded_prefix: /evil\r\n'])(
    'is not what a stranger says: %j',
    async (line) => {
      expect(await prefixes(STRIPPED, line)).toEqual(['/orders']);
      expect(await prefixes({ path: '/api' }, line)).toEqual([]);
    },
  );

  it('is put behind that of a trusted proxy', async () => {
    expect(await prefixes(STRIPPED, 'X-Forwarded-Prefix: /shop/\r\n', TRUSTING)).toEqual(['/shop/orders']);
    const two = 'X-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /a, /b\r\nX-Forwarded-Prefix: /c\r\n';
    expect(await prefixes(STRIPPED, two, TRUSTING)).toEqual(['/a/b/c/orders']);
    expect(await prefixes({ path: '/api' }, 'X-Forwarded-Prefix: /shop\r\n', TRUSTING)).toEqual(['/shop']);
  });
});

describe('paths in the answers of a route with stripPrefix or rewrite', () => {
  it.each([
    [STRIPPED, '/x', '/orders/x'],
    [STRIPPED, '/', '/orders/'],
    [STRIPPED, '/?q=/x', '/orders/?q=/x'],
    [STRIPPED, '/ordersx', '/orders/ordersx'],
    [STRIPPED, 'http://BACKEND/x', '/orders/x'],
    [STRIPPED, 'http://BACKEND', '/orders'],
    [STRIPPED, 'https://Shop.example:443/x', 'https://Shop.example:443/orders/x'],
    [STRIPPED, '//shop.example/x', '//shop.example/orders/x'],
    [REPLACED, '/v1/x', '/api/x'],
    [REPLACED, '/v1', '/api'],
    [{ path: '/api', rewrite: '/api/v2' }, '/api/v2/x', '/api/x'],
  ])('become those of the client: %j %s', async (route, value, expected) => {
    expect(await fieldOf(route, 'Location', value)).toBe(expected);
    expect(await fieldOf(route, 'Content-Location', value)).toBe(expected);
  });

  it.each([
    [STRIPPED, '/orders/x'],
    [STRIPPED, '/orders?q'],
    [STRIPPED, 'x'],
    [STRIPPED, '../x'],
    [STRIPPED, 'https://elsewhere.example/x'],
    [STRIPPED, 'http://shop.example/orders/x'],
    [STRIPPED, 'mailto:a@b.example'],
    [REPLACED, '/v2/x'],
    [REPLACED, '/v10'],
    [{ path: '/', rewrite: '/v1' }, '/v1//evil.example'],
    [{ ...STRIPPED, rewriteResponse: false }, '/x'],
    [{ path: '/orders' }, '/x'],
  ])('stay as they are where clients know them, or the route does not: %j %s', async (route, value) => {
    expect(await fieldOf(route, 'Location', value)).toBe(value);
  });

  it.each([
    [STRIPPED, 'a=/x; Path=/x; Secure', 'a=/x; Path=/orders/x; Secure'],
    [STRIPPED, 'a=1;path = /x', 'a=1;path = /orders/x'],
    [STRIPPED, '__Host-a=1; Path=/', '__Host-a=1; Path=/'],
    [STRIPPED, 'a=1; Path=/orders', 'a=1; Path=/orders'],
    [STRIPPED, 'a=1', 'a=1'],
    [REPLACED, 'a=1; Path=/v1', 'a=1; Path=/api'],
    [REPLACED, 'a=1; Path=/v1/x', 'a=1; Path=/api/x'],
    [REPLACED, 'a=1; Path=/v2', 'a=1; Path=/v2'],
  ])('are those for which a cookie is sent: %j %s', async (route, value, expected) => {
    expect(await fieldOf(route, 'Set-Cookie', value)).toBe(expected);
  });
});
