import { aGateway } from '../support/test-gateway';
import { read } from './support/operator';

const OPERATIONS = [
  'GET /api/pools',
  'GET /api/pools/{pool}',
  'GET /api/pools/{pool}/backends',
  'POST /api/pools/{pool}/backends',
  'GET /api/pools/{pool}/backends/{id}',
  'PATCH /api/pools/{pool}/backends/{id}',
  'DELETE /api/pools/{pool}/backends/{id}',
  'GET /api/routes',
  'GET /api/config',
  'POST /api/reload',
  'GET /api/discovery',
  'GET /api/cluster',
  'GET /api/stores',
  'GET /api/workers',
  'POST /api/upgrade',
  'GET /api/events',
  'GET /api/traffic',
  'POST /api/explain',
  'GET /api/sticky-sessions',
  'GET /api/sticky-sessions/{rule}/{key}',
  'DELETE /api/sticky-sessions/{rule}/{key}',
  'POST /api/sticky-sessions/{rule}/{key}/move',
];

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

interface Operation {
  readonly responses: Record<string, unknown>;
}

describe('/openapi.json', () => {
  it('describes every operation, with what it answers', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const document = await read<Document>(gateway, '/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, own]) => [`${method.toUpperCase()} ${path}`, own] as const),
    );
    expect(operations.map(([name]) => name)).toEqual(expect.arrayContaining(OPERATIONS));
    for (const [name, { responses }] of operations) {
      if (name.includes('/api/'))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('refers to nothing that it does not define', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const document = await read<Document>(gateway, '/openapi.json');
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas).toHaveProperty(name);
  });
});

describe('/docs', () => {
  it('is a page to try it', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.admin('/docs');
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      expect.stringMatching('text/html'),
    ]);
  });
});
