import { writeFileSync } from 'node:fs';
import { Clock } from '../../apps/gateway/src/platform/clock';
import { LOOK_MS } from '../../apps/gateway/src/platform/files/watched-files';
import { ConfigSource } from '../../apps/gateway/src/runtime/reload/config.source';
import { findingsOf } from '../config/config-of';
import { aSecureGateway, send } from '../tls/support';
import { aFile, aRoute, type SecuredGateway } from './support/secured-gateway';

const ITEM = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
const json = { 'application/json': { schema: ITEM } };
const DOCUMENT = {
  openapi: '3.1.0',
  paths: {
    '/items': {
      get: { parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }] },
      post: { requestBody: { required: true, content: json } },
      patch: { requestBody: { content: { 'application/*': {}, 'image/png': {} } } },
    },
    '/items/{id}': { get: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] } },
  },
};

const documentWith = (paths: object, others: object = {}): string =>
  aFile('items.json', JSON.stringify({ ...DOCUMENT, ...others, paths }));

function aDocumentedRoute(settings: object = {}, document = DOCUMENT): Promise<SecuredGateway> {
  return aRoute({ validate: { openapi: aFile('items.json', JSON.stringify(document)) }, ...settings });
}

async function answerTo(
  { gateway }: SecuredGateway,
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<string> {
  const framed = body === undefined ? {} : { 'content-length': Buffer.byteLength(body), ...headers };
  const { status, text, headers: fields } = await gateway.fetch(path, { method, body, headers: framed });
  const isProblem = fields['content-type'] === 'application/problem+json' && method !== 'HEAD';
  const code = isProblem ? ` ${(JSON.parse(text) as { code: string }).code}` : '';
  return `${status}${code}${fields.allow === undefined ? '' : ` (${fields.allow})`}`;
}

describe('requests held to an OpenAPI document', () => {
  it.each([
    ['GET', '/items', undefined, '200'],
    ['GET', '/items/', undefined, '200'],
    ['HEAD', '/items', undefined, '200'],
    ['GET', '/items?page=1', undefined, '200'],
    ['GET', '/items?page=one', undefined, '422 invalid_request'],
    ['POST', '/items', '{"name":"a"}', '200'],
    ['POST', '/items', '{"name":1}', '422 invalid_request'],
    ['POST', '/items', '{"name":"a","name":"b"}', '422 invalid_request'],
    ['POST', '/items', undefined, '422 invalid_request'],
    ['GET', '/', undefined, '404 undocumented_path'],
    ['GET', '/admin', undefined, '404 undocumented_path'],
    ['GET', '/items/1/parts', undefined, '404 undocumented_path'],
    ['DELETE', '/items', undefined, '405 method_not_allowed (GET, POST, PATCH, HEAD)'],
    ['OPTIONS', '/items', undefined, '405 method_not_allowed (GET, POST, PATCH, HEAD)'],
    ['GET', '/items', '{}', '415 unsupported_media_type'],
    ['PATCH', '/items', undefined, '200'],
  ])('are answered: %s %s with %j is %s', async (method, path, body, expected) => {
    const route = await aDocumentedRoute();
    expect(await answerTo(route, method, path, body)).toBe(expected);
    expect(route.reached).toBe(expected === '200' ? 1 : 0);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['POST', '{"name":"a"}', { 'content-type': 'application/json; charset=utf-8' }, '200'],
    [
      'POST',
      '{"name":"a"}',
      { 'content-type': 'application/merge-patch+json' },
      '415 unsupported_media_type',
    ],
    ['POST', '{"name":"a"}', {}, '415 unsupported_media_type'],
    ['POST', 'a', { 'content-type': 'text/plain' }, '415 unsupported_media_type'],
    [
      'POST',
      'a',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      '415 unsupported_media_type',
    ],
    ['PATCH', 'a', { 'content-type': 'Application/X-Anything' }, '200'],
    ['PATCH', '{', { 'content-type': 'application/json' }, '200'],
    ['PATCH', 'a', { 'content-type': 'image/png; q=1' }, '200'],
    ['PATCH', 'a', { 'content-type': 'image/jpeg' }, '415 unsupported_media_type'],
  ])('have a body of a type that it names: %s %j with %j is %s', async (method, body, headers, expected) => {
    expect(await answerTo(await aDocumentedRoute(), method, '/items', body, headers)).toBe(expected);
  });

  it('may bring their body in chunks, also one that comes to nothing', async () => {
    const route = await aDocumentedRoute();
    const chunked = 'Host: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n';
    const empty = await route.gateway.raw(`GET /items HTTP/1.1\r\n${chunked}\r\n0\r\n\r\n`);
    expect(empty).toMatch(/^HTTP\/1\.1 200/);
    const full = await route.gateway.raw(`GET /items HTTP/1.1\r\n${chunked}\r\n1\r\na\r\n0\r\n\r\n`);
    expect(full).toMatch(/^HTTP\/1\.1 415/);
    const post = `POST /items HTTP/1.1\r\n${chunked}Content-Type: application/json\r\n\r\n`;
    const good = await route.gateway.raw(`${post}6\r\n{"name\r\n6\r\n":"a"}\r\n0\r\n\r\n`);
    expect(good).toMatch(/^HTTP\/1\.1 200/);
    expect(route.body).toBe('{"name":"a"}');
  });

  it.each([
    ['/items/a%20b', '200'],
    ['/items/1;a=b', '200'],
    ['/items/a%2Fb', '400 ambiguous_path'],
    ['/items;a=b/1', '400 ambiguous_path'],
    ['/items//1', '400 ambiguous_path'],
    ['/x/../items', '400 ambiguous_path'],
    ['/%69tems', '400 ambiguous_path'],
  ])('have a path that leads to one operation, however it is read: %s is %s', async (path, expected) => {
    const route = await aDocumentedRoute();
    expect(await answerTo(route, 'GET', path)).toBe(expected);
    if (expected === '200') expect(route.target).toBe(path);
  });

  it('have the path that the backend gets, or that the client sent below one of its servers', async () => {
    const rewritten = await aDocumentedRoute({ path: '/shop', stripPrefix: '/shop' });
    expect(await answerTo(rewritten, 'GET', '/shop/items')).toBe('200');
    expect(rewritten.target).toBe('/items');
    const openapi = documentWith(DOCUMENT.paths, { servers: [{ url: 'https://example.com/shop' }] });
    const served = await aRoute({ validate: { openapi }, path: '/shop', stripPrefix: '/shop' });
    expect(await answerTo(served, 'GET', '/shop/items')).toBe('200');
    expect(await answerTo(served, 'GET', '/shop/admin')).toBe('404 undocumented_path');
  });

  it('are held to it behind the credentials, which come first', async () => {
    const apiKey = { file: aFile('keys.json', '[]') };
    expect(await answerTo(await aDocumentedRoute({ auth: { apiKey } }), 'GET', '/nothing')).toBe(
      '401 unauthenticated',
    );
  });

  it('are held to it by HTTP/2, too', async () => {
    const openapi = documentWith(DOCUMENT.paths);
    const routes = [{ path: '/', pool: 'main', validate: { openapi } }];
    const session = await (await aSecureGateway({ backends: ['a'], routes })).session();
    const post = { ':method': 'POST', ':path': '/items', 'content-type': 'application/json' };
    expect((await send(session, { ':path': '/items' })).status).toBe(200);
    expect((await send(session, { ':path': '/items/%2e%2e' })).status).toBe(400);
    expect((await send(session, post, '{"name":"a"}')).status).toBe(200);
    expect((await send(session, post, '{"name":1}')).status).toBe(422);
    expect((await send(session, post)).status).toBe(422);
  });
});

describe('an OpenAPI document of a route', () => {
  it('is read again when it changes, and stays as it is when it is spoilt', async () => {
    const file = aFile('items.json', JSON.stringify(DOCUMENT));
    const route = await aRoute({ validate: { openapi: file } });
    const changedTo = async (text: string): Promise<string> => {
      writeFileSync(file, text);
      const clock = route.gateway.application.app.get(Clock);
      await new Promise<void>((resolve) => void clock.after(LOOK_MS + 100, resolve));
      return answerTo(route, 'GET', '/parts');
    };
    expect(await answerTo(route, 'GET', '/parts')).toBe('404 undocumented_path');
    expect(await changedTo(JSON.stringify({ ...DOCUMENT, paths: { '/parts': { get: {} } } }))).toBe('200');
    expect(await changedTo('{')).toBe('200');
  });

  it.each([
    ['{', 'a valid OpenAPI document'],
    ['{"openapi":"2.0"}', 'it is not OpenAPI 3.0 or 3.1'],
    [
      JSON.stringify({ openapi: '3.1.0', paths: { '/a': { get: { parameters: [{ $ref: '#/b' }] } } } }),
      'GET /a: "#/b" points to nothing',
    ],
  ])('is refused with what is wrong in it: %j', (text, reason) => {
    const pools = { main: { backends: ['http://127.0.0.1:1'] } };
    const routes = [{ path: '/', pool: 'main', validate: { openapi: aFile('items.json', text) } }];
    const file = aFile('gateway.yaml', JSON.stringify({ pools, routes }));
    const load = () => new ConfigSource({ env: {}, cwd: '/', file }).load();
    expect(load).toThrow('routes[0].validate.openapi');
    expect(load).toThrow(reason);
  });

  it('must be there', () => {
    const validate = { openapi: '/nowhere/items.json' };
    expect(findingsOf({ routes: [{ path: '/', pool: 'items', validate }] }).join()).toContain(
      'a file that can be read',
    );
  });
});
