import { type ItemsApi, anItemsApi } from './support/an-items-api';

interface Operation {
  readonly parameters?: { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

interface Document {
  readonly openapi: string;
  readonly servers: { url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    schemas: Record<string, { required: string[]; properties: Record<string, object> }>;
  };
}

describe('OpenAPI', () => {
  let api: ItemsApi;
  let document: Document;

  beforeAll(async () => {
    api = await anItemsApi();
    document = JSON.parse((await api.send('GET', '/openapi.json')).text) as Document;
  });
  afterAll(() => api.stop());

  it('is served as version 3.1, for whatever address it is read from', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: '/' }]);
  });

  it.each([
    ['get', '/items', ['200', '422']],
    ['post', '/items', ['201', '400', '413', '415', '422', '507']],
    ['get', '/items/{item_id}', ['200', '404', '422']],
    ['put', '/items/{item_id}', ['200', '404', '413', '415', '422']],
    ['delete', '/items/{item_id}', ['204', '404', '422']],
    ['get', '/ping', ['200']],
    ['get', '/health/live', ['200']],
    ['get', '/health/ready', ['200', '503']],
  ])('tells how %s %s may be answered', (method, path, statuses) => {
    const { responses } = document.paths[path][method];
    expect(Object.keys(responses).sort()).toEqual(statuses);
    for (const [status, { description, content }] of Object.entries(responses)) {
      expect(description).not.toBe('');
      if (Number(status) >= 400) expect(Object.keys(content!)).toEqual(['application/problem+json']);
      else if (status !== '204') expect(Object.keys(content!)).toEqual(['application/json']);
    }
  });

  it('tells no other routes', () => {
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/items',
      '/items/{item_id}',
      '/ping',
    ]);
  });

  it('tells what a create takes', () => {
    const { parameters, requestBody } = document.paths['/items'].post;
    expect(parameters).toEqual([
      {
        name: 'item_id',
        in: 'query',
        required: true,
        schema: expect.objectContaining({ type: 'integer', minimum: 0 }),
      },
    ]);
    expect(requestBody).toMatchObject({ required: true });
    expect(requestBody!.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/ItemFields',
    });
    expect(document.components.schemas.ItemFields.required).toEqual(['name', 'price']);
    expect(document.components.schemas.ItemFields.properties).toMatchObject({
      name: { type: 'string' },
      price: { type: 'number' },
    });
  });

  it.each(['get', 'put', 'delete'])('tells that %s takes the id in the path', (method) => {
    expect(document.paths['/items/{item_id}'][method].parameters).toEqual([
      {
        name: 'item_id',
        in: 'path',
        required: true,
        schema: expect.objectContaining({ type: 'integer', minimum: 0 }),
      },
    ]);
  });

  it('tells what a page takes, and that it may be the last', () => {
    const parameters = document.paths['/items'].get.parameters!;
    expect(parameters.map(({ name, in: where, required }) => [name, where, required])).toEqual([
      ['limit', 'query', false],
      ['after', 'query', false],
    ]);
    expect(parameters[0].schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 50 });
    expect(document.components.schemas.ItemPage.properties.next).toMatchObject({ type: ['integer', 'null'] });
  });

  it('refers to nothing that it does not hold', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    const names = new Set([...references].map(([, name]) => name));
    expect([...names].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('has a page to try it that fetches nothing from elsewhere', async () => {
    const page = await api.send('GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
    expect(links).toContain('./docs/swagger-ui-bundle.js');
    for (const link of links) {
      expect(link).toMatch(/^\.\/docs\//);
      expect((await api.send('GET', link.slice(1))).status).toBe(200);
    }
    expect((await api.send('GET', '/docs/swagger-ui-init.js')).text).toContain('"validatorUrl": "none"');
  });
});
