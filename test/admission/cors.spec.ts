import { type Answer } from '../support/http-client';
import { aFile, sha256 } from './support/secured-gateway';
import { aGateway, type TestGateway } from '../support/test-gateway';

const APP = 'https://app.example.com';

/** A gateway whose route `/api` has this policy, and a way to ask it as a browser does. */
async function aGatewayWith(cors: object, route = {}) {
  const routes = [
    { path: '/api', pool: 'main', cors, ...route },
    { path: '/', pool: 'main' },
  ];
  const gateway = await aGateway({ backends: ['a'], routes });
  const preflight = (origin: string, method = 'PUT', headers = {}): Promise<Answer> =>
    gateway.fetch('/api/items', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, ...headers },
    });
  const get = (origin?: string, path = '/api'): Promise<Answer> =>
    gateway.fetch(path, { headers: origin === undefined ? {} : { origin } });
  return { gateway, preflight, get };
}

/** The fields of an answer that have to do with other origins. */
function told({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
}

function answerWith(gateway: TestGateway, fields: Record<string, string>): void {
  gateway.backend('a').answer((_, response) => response.writeHead(200, fields).end('a'));
}

describe('the question of a browser, whether a page of another origin may', () => {
  it('is answered by the gateway', async () => {
    const { gateway, preflight } = await aGatewayWith({
      origins: [APP],
      methods: ['GET', 'PUT'],
      headers: ['Content-Type', 'X-Token'],
      credentials: true,
      maxAge: '1h',
    });
    const answer = await preflight(APP);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(told(answer)).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, x-token',
      'access-control-max-age': '3600',
      vary: 'Origin',
    });
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it('allows what it asks for where the route says nothing of headers, and all usual methods', async () => {
    const { preflight } = await aGatewayWith({ origins: ['*'] });
    expect(
      told(await preflight(APP, 'PUT', { 'access-control-request-headers': 'content-type,x-a' })),
    ).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'content-type,x-a',
      'access-control-max-age': '600',
      vary: 'Access-Control-Request-Headers',
    });
  });

  it.each(['x y', 'x-a,,x-b', `x-${'a'.repeat(2000)}`, 'x: y'])(
    'echoes no header that is none (%#)',
    async (asked) => {
      const { preflight } = await aGatewayWith({ origins: ['*'] });
      const answer = await preflight(APP, 'PUT', { 'access-control-request-headers': asked });
      expect(answer.headers['access-control-allow-headers']).toBeUndefined();
    },
  );

  it('belongs to the route of the request it is about', async () => {
    const { preflight, gateway } = await aGatewayWith({ origins: [APP] }, { methods: ['PUT'] });
    expect((await preflight(APP, 'PUT')).headers['access-control-allow-methods']).toBe('PUT');
    // DELETE goes to the route that has no policy, so that it is for its backend to answer.
    expect((await preflight(APP, 'DELETE')).text).toBe('a');
    expect(gateway.backend('a').requests.map(({ message }) => message.method)).toEqual(['OPTIONS']);
  });

  it('needs no credentials, though the request does', async () => {
    const keys = aFile('keys.yaml', JSON.stringify([{ name: 'k', sha256: sha256('key') }]));
    const auth = { apiKey: { file: keys } };
    const { preflight, get } = await aGatewayWith({ origins: [APP] }, { auth });
    expect((await preflight(APP)).status).toBe(204);
    const refused = await get(APP);
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, APP]);
  });

  it('is not answered for addresses that are denied', async () => {
    const { preflight } = await aGatewayWith({ origins: [APP] }, { deny: ['127.0.0.1'] });
    expect((await preflight(APP)).status).toBe(403);
  });

  it.each([
    ['OPTIONS without an origin', { 'access-control-request-method': 'PUT' }],
    ['OPTIONS without a method', { origin: APP }],
  ])('is not taken for: %s', async (_, headers) => {
    const { gateway } = await aGatewayWith({ origins: [APP] });
    expect((await gateway.fetch('/api', { method: 'OPTIONS', headers })).text).toBe('a');
  });
});

describe('the origins of a route', () => {
  const origins = [APP, 'https://*.example.org', 'http://localhost:3000'];

  it.each([APP, 'https://a.example.org', 'https://a.b.example.org', 'http://localhost:3000'])(
    'allow %s',
    async (origin) => {
      const { get, preflight } = await aGatewayWith({ origins });
      expect((await get(origin)).headers['access-control-allow-origin']).toBe(origin);
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBe(origin);
    },
  );

  it.each([
    'https://app.example.com.evil.net',
    'https://evilexample.org',
    'https://example.org',
    'http://a.example.org',
    'https://a.example.org:8443',
    'https://evil.net/.example.org',
    'https://evil.net#.example.org',
    'http://localhost:3001',
    'null',
  ])('do not allow %s, and say so to the browser only', async (origin) => {
    const { get, preflight } = await aGatewayWith({ origins });
    const answer = await get(origin);
    expect([answer.status, answer.text, told(answer)]).toEqual([200, 'a', { vary: 'Origin' }]);
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the answer to a page of another origin', () => {
  it('says what the route says, not what the backend does', async () => {
    const { gateway, get } = await aGatewayWith({
      origins: [APP],
      exposedHeaders: ['X-Total'],
      credentials: true,
    });
    answerWith(gateway, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': '*',
      'X-Total': '3',
      Vary: 'Accept-Encoding',
    });
    const answer = await get(APP);
    expect(answer.headers['x-total']).toBe('3');
    expect(told(answer)).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-total',
      vary: 'Accept-Encoding, Origin',
    });
  });

  it('tells caches that it depends on the origin, also when there is none', async () => {
    const { get } = await aGatewayWith({ origins: [APP] });
    expect(told(await get())).toEqual({ vary: 'Origin' });
  });

  it('can be read when the gateway itself gives it', async () => {
    const { gateway, get } = await aGatewayWith({ origins: [APP] });
    await gateway.kill('a');
    const answer = await get(APP);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([503, APP]);
  });

  it('is the backend’s affair on other routes', async () => {
    const { gateway, get } = await aGatewayWith({ origins: [APP] });
    answerWith(gateway, { 'Access-Control-Allow-Origin': '*' });
    expect(told(await get(APP, '/other'))).toEqual({ 'access-control-allow-origin': '*' });
  });
});
