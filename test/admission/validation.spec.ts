import { writeFileSync } from 'node:fs';
import { LOOK_MS } from '../../apps/gateway/src/platform/files/watched-files';
import { Clock } from '../../apps/gateway/src/platform/clock';
import { ConfigSource } from '../../apps/gateway/src/runtime/reload/config.source';
import { findingsOf } from '../config/config-of';
import { aFile, aRoute, type SecuredGateway } from './support/secured-gateway';

const ITEM = {
  type: 'object',
  required: ['name', 'price'],
  additionalProperties: false,
  properties: { name: { type: 'string' }, price: { type: 'number', minimum: 0 }, mail: { format: 'email' } },
};
const QUERY = { type: 'object', required: ['item_id'], properties: { item_id: { type: 'integer' } } };

interface Problem {
  readonly code: string;
  readonly errors?: { loc: string[]; msg: string; type: string }[];
}

async function post(
  { gateway }: SecuredGateway,
  body: string,
  headers: Record<string, string> = {},
  path = '/',
): Promise<{ status: number; problem: Problem }> {
  const sent = { 'content-type': 'application/json', ...headers };
  const { status, text } = await gateway.fetch(path, { method: 'POST', body, headers: sent });
  return { status, problem: (status === 200 ? {} : JSON.parse(text)) as Problem };
}

const aBody = () => aRoute({ validate: { body: aFile('item.json', JSON.stringify(ITEM)) } });

describe('the validation of a body', () => {
  it('lets pass what is as it should be, byte for byte', async () => {
    const route = await aBody();
    const body = '{ "name": "caf\u00e9",\n "price": 1.0 }';
    expect((await post(route, body)).status).toBe(200);
    expect(Buffer.from(route.body, 'latin1').toString()).toBe(body);
    expect((await post(route, body, { 'transfer-encoding': 'chunked' })).status).toBe(200);
    expect(Buffer.from(route.body, 'latin1').toString()).toBe(body);
  });

  it('names every field that is wrong, and bothers no backend', async () => {
    const route = await aBody();
    const { status, problem } = await post(route, '{"price":-1,"mail":"x","more":1}');
    expect(status).toBe(422);
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors!.map(({ loc, type }) => `${loc.join('.')} ${type}`).sort()).toEqual([
      'body additionalProperties',
      'body.mail format',
      'body.name missing',
      'body.price minimum',
    ]);
    expect(route.reached).toBe(0);
  });

  it.each(['', '{', '[]', 'null', '{"name":"a","price":1,"price":2}'])('refuses %j', async (body) => {
    const route = await aBody();
    expect((await post(route, body)).status).toBe(422);
    expect(route.reached).toBe(0);
  });

  it.each<Record<string, string>>([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-encoding': 'gzip' },
  ])('refuses with 415 what would be another body to the backend: %j', async (headers) => {
    const route = await aBody();
    const { status, problem } = await post(route, '{"name":"a","price":1}', headers);
    expect([status, problem.code]).toEqual([415, 'unsupported_media_type']);
    expect(route.reached).toBe(0);
  });

  it('follows its schema when that changes, and keeps the last good one', async () => {
    const file = aFile('item.json', JSON.stringify(ITEM));
    const route = await aRoute({ validate: { body: file } });
    const statusAfter = async (schema: string): Promise<number> => {
      writeFileSync(file, schema);
      await aLook(route.gateway.application.app.get(Clock));
      return (await post(route, '{"other":1}')).status;
    };
    expect((await post(route, '{"other":1}')).status).toBe(422);
    expect(await statusAfter('{"required":["other"]}')).toBe(200);
    expect(await statusAfter('{"type":"objekt"}')).toBe(200);
  });

  it('leaves alone what has no body and needs none', async () => {
    expect(await (await aBody()).ask()).toBe('200');
  });
});

describe('the validation of a request', () => {
  it('takes the content types it is told, and no others', async () => {
    const route = await aRoute({ validate: { contentTypes: ['text/plain'] } });
    expect((await post(route, 'a', { 'content-type': 'Text/Plain; charset=utf-8' })).status).toBe(200);
    expect((await post(route, 'a')).status).toBe(415);
  });

  it.each<Record<string, string>>([{}, { 'transfer-encoding': 'chunked' }])(
    'refuses a body that is too large: %j',
    async (headers) => {
      const route = await aRoute({ validate: { bodyBytes: 10 } });
      expect((await post(route, 'a'.repeat(10), headers)).status).toBe(200);
      const { status, problem } = await post(route, 'a'.repeat(11), headers);
      expect([status, problem.code]).toEqual([413, 'body_too_large']);
      expect(route.reached).toBe(1);
    },
  );

  it.each(['X-Tenant', 'X_Tenant', 'X-Auth-Tenant', 'Proxy-Authorization', 'X-Real-IP', 'Keep-Alive'])(
    'looks for a required header among those that reach the backend: %s',
    async (name) => {
      const route = await aRoute({ validate: { requiredHeaders: [name] } });
      const client = await route.gateway.connect();
      client.write(`GET / HTTP/1.1\r\nHost: h\r\n${name}: 1\r\nConnection: x-tenant\r\n\r\n`);
      expect(await client.head()).toMatch(/^HTTP\/1.1 422 /);
    },
  );

  it('asks for headers and query parameters', async () => {
    const route = await aRoute({ validate: { requiredHeaders: ['X-Tenant'], requiredQuery: ['page'] } });
    const { status, problem } = await post(route, 'a');
    expect(status).toBe(422);
    expect(problem.errors!.map(({ loc }) => loc.join('.'))).toEqual(['header.x-tenant', 'query.page']);
    expect((await post(route, 'a', { 'x-tenant': 'a' }, '/?page=')).status).toBe(200);
  });

  it('checks the query by its schema', async () => {
    const route = await aRoute({ validate: { query: aFile('query.json', JSON.stringify(QUERY)) } });
    const paths = ['/?item_id=7', '/?item_id=x', '/?item_id=1&item_id=2', '/', '/?__proto__=1'];
    const asked: string[] = [];
    for (const path of paths) asked.push(await route.ask({}, path));
    expect(asked).toEqual(['200', ...Array<string>(4).fill('422 invalid_request')]);
    expect(route.target).toBe('/?item_id=7');
  });

  it.each(['0x10', '%201', '1%0a', '', '.5', '1_0', '+1', '01'])(
    'takes for a number only what every backend does: %s',
    async (text) => {
      const number = { type: 'number' };
      const properties = { n: number, all: { type: 'array', items: number }, s: { type: 'string' } };
      const route = await aRoute({
        validate: { query: aFile('query.json', JSON.stringify({ properties })) },
      });
      expect(await route.ask({}, `/?n=${text}`)).toBe('422 invalid_request');
      expect(await route.ask({}, `/?all=1&all=${text}`)).toBe('422 invalid_request');
      expect(await route.ask({}, `/?s=${text}&n=-1.5e3&all=1`)).toBe('200');
    },
  );

  it('is refused when its settings are wrong', () => {
    const validate = { contentTypes: ['json'], bodyBytes: '1MiB', body: '/nowhere/item.json' };
    const findings = findingsOf({ routes: [{ path: '/', pool: 'items', validate }] }).join();
    expect(findings).toContain('a media type such as application/json');
    expect(findings).toContain('a size from 1B to 64KiB');
    expect(findings).toContain('a file that can be read');
  });

  it.each(['{', '[]', '{"type":"objekt"}'])('is refused when its schema is %j', (schema) => {
    const pools = { main: { backends: ['http://127.0.0.1:1'] } };
    const routes = [{ path: '/', pool: 'main', validate: { body: aFile('item.json', schema) } }];
    const file = aFile('gateway.yaml', JSON.stringify({ pools, routes }));
    expect(() => new ConfigSource({ env: {}, cwd: '/', file }).load()).toThrow(
      /routes\[0\]\.validate\.body.*a JSON Schema/,
    );
  });
});

function aLook(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(LOOK_MS + 100, resolve));
}
