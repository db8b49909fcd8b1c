import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { OpenApiDocument } from './openapi-document';
import { RawParameters } from './raw-parameters';

function documentOf(paths: object, others: object = {}): OpenApiDocument {
  return OpenApiDocument.fromText(JSON.stringify({ openapi: '3.1.0', paths, ...others }));
}

/** Returns the errors of a GET of this target, if its parameters have this description. */
function wrongIn(
  target: string,
  parameters: object[],
  headers: string[] = [],
  others: object = {},
): string[] {
  const [path] = target.split('?');
  const document = documentOf({ [path.replace(/[^/]+$/, '{id}')]: { get: { parameters } } }, others);
  const found = document.find(target);
  if (typeof found === 'string') return [found];
  const request = new IncomingMessage(new Socket());
  request.rawHeaders = headers;
  const errors = found.operations.get('GET')!.errorsOf(new RawParameters(found.values, target, request));
  return errors.map(({ loc, type }) => `${loc.join('.')} ${type}`);
}

const whole = { type: 'integer', minimum: 0 };
const query = (name: string, schema: object, others: object = {}) => ({
  name,
  in: 'query',
  schema,
  ...others,
});

describe('an OpenAPI document', () => {
  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['another version', '{"openapi":"2.0","paths":{}}'],
    ['version 3.2', '{"openapi":"3.2.0","paths":{}}'],
    ['no paths', '{"openapi":"3.1.0"}'],
    ['neither JSON nor YAML', '{"openapi": ['],
  ])('is none that holds %s', (_name, text) => {
    expect(() => OpenApiDocument.fromText(text)).toThrow();
  });

  it.each([
    [{ $ref: '#/components/parameters/None' }, 'points to nothing'],
    [{ $ref: 'other.json#/a' }, 'points outside the document'],
    [{ $ref: '#/components/parameters/Circle' }, 'points to itself'],
    [{ name: 'a', in: 'body', schema: {} }, 'is in none of path, query, header, cookie'],
    [{ name: 'a', in: 'query' }, 'neither a schema nor a content'],
    [query('a', { type: 'objekt' }), 'type must be'],
    [query('a', { $ref: '#/components/schemas/None' }), 'points to nothing'],
    [query('a', { type: 'object' }), 'the style form of the parameter a is not supported'],
    [{ name: 'id', in: 'path', style: 'matrix', schema: {} }, 'the style matrix of the parameter id'],
  ])('names what it cannot keep to: %j', (parameter, reason) => {
    const components = { parameters: { Circle: { $ref: '#/components/parameters/Circle' } } };
    const make = () => documentOf({ '/items/{id}': { get: { parameters: [parameter] } } }, { components });
    expect(make).toThrow(`GET /items/{id}: `);
    expect(make).toThrow(reason);
  });

  it('may be YAML, with parameters and schemas that are described elsewhere', () => {
    const document = OpenApiDocument.fromText(`
openapi: 3.0.3
paths:
  /items/{id}:
    parameters: [{ $ref: '#/components/parameters/Id' }]
    get: {}
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { $ref: '#/components/schemas/Id' } } }
  schemas: { Id: { type: integer } }
`);
    expect(document.find('/items/1')).toMatchObject({ values: new Map([['id', '1']]) });
  });

  it.each([
    ['/v1/items', true],
    ['/v2/items/', true],
    ['/items', false],
    ['/v1', false],
    ['/v1items', false],
    ['/v3/items', false],
  ])('describes what lies below its servers: %s', (target, isThere) => {
    const servers = [
      { url: 'https://api.example.com/v1/' },
      {
        url: '{scheme}://h/{version}',
        variables: { scheme: { default: 'http' }, version: { default: 'v2' } },
      },
    ];
    const found = documentOf({ '/items': { get: {} } }, { servers }).find(target);
    expect(found === 'none').toBe(!isThere);
  });

  it.each([
    ['/items/1', { id: '1' }],
    ['/items/a%20b', { id: 'a b' }],
    ['/items/caf%C3%A9', { id: 'café' }],
    ['/items/%2541', { id: '%41' }],
    ['/caf%C3%A9/1', { n: '1' }],
    ['/items/a%2Fb', 'ambiguous'],
    ['/items%2F1', 'ambiguous'],
    ['/items//1', 'ambiguous'],
    ['/items/1/../2', 'ambiguous'],
    ['/items/%2e%2e', 'ambiguous'],
    ['/items;a=1/1', 'ambiguous'],
    ['/it%65ms/1', 'ambiguous'],
    ['/items/1;a=1', { id: '1;a=1' }],
    ['/other', 'none'],
  ])('reads a path in one way only: %s', (target, expected) => {
    const found = documentOf({ '/items/{id}': { get: {} }, '/café/{n}': { get: {} } }).find(target);
    expect(typeof found === 'string' ? found : Object.fromEntries(found.values)).toEqual(expected);
  });
});

describe('parameters', () => {
  it.each([
    ['/items/1', []],
    ['/items/x', ['path.id type']],
    ['/items/-1', ['path.id minimum']],
    ['/items/0x10', ['path.id type']],
    ['/items/1e3', ['path.id type']],
    ['/items/1.0', ['path.id type']],
    ['/items/01', ['path.id type']],
    ['/items/%201', ['path.id type']],
  ])('of a path are spelled as JSON spells them: %s', (target, expected) => {
    expect(wrongIn(target, [{ name: 'id', in: 'path', required: true, schema: whole }])).toEqual(expected);
  });

  it.each([
    ['?n=1', []],
    ['', ['query.n missing']],
    ['?n=', ['query.n type']],
    ['?n=1&n=2', ['query.n repeated']],
    ['?n=1&b=true', []],
    ['?n=1&b=yes', ['query.b type']],
    ['?n=1&e=red', []],
    ['?n=1&e=blue', ['query.e enum']],
    ['?n=1&list=1&list=2', []],
    ['?n=1&list=1&list=x', ['query.list.1 type']],
    ['?n=1&csv=1,2,3', []],
    ['?n=1&csv=1,,3', ['query.csv.1 type']],
    ['?n=1&csv=1&csv=2', ['query.csv repeated']],
    ['?n=1&pipes=a|b', []],
    ['?n=1&pipes=a|b|c', ['query.pipes maxItems']],
    ['?n=1&all=all', []],
    ['?n=1&all=7', []],
    ['?n=1&all=some', ['query.all type', 'query.all enum', 'query.all anyOf']],
    ['?n=1&maybe=', []],
    ['?n=1&maybe=x', ['query.maybe type']],
    ['?n=1&flag=', []],
    ['?n=1&json={"a":1}', []],
    ['?n=1&json={"a":"x"}', ['query.json.a type']],
    ['?n=1&json={', ['query.json json_invalid']],
    ['?n=1&filter[age]=3&filter[name]=1', []],
    ['?n=1&filter[age]=x', ['query.filter.age type']],
    ['?n=1&filter[__proto__]=x', ['query.filter additionalProperties']],
    ['?n=1&day=2024-02-30', ['query.day format']],
    ['?n=1&unknown=1', []],
  ])('of a query are read as their style says: %s', (search, expected) => {
    const parameters = [
      query('n', whole, { required: true }),
      query('b', { type: 'boolean' }),
      query('e', { enum: ['red', 'green'] }),
      query('list', { type: 'array', items: whole }),
      query('csv', { type: 'array', items: whole }, { explode: false }),
      query('pipes', { type: 'array', maxItems: 2 }, { style: 'pipeDelimited', explode: false }),
      query('all', { anyOf: [{ type: 'integer' }, { type: 'string', enum: ['all'] }] }),
      query('maybe', { type: ['integer', 'null'] }),
      query('flag', { type: 'boolean' }, { allowEmptyValue: true }),
      query('day', { type: 'string', format: 'date' }),
      {
        name: 'json',
        in: 'query',
        content: { 'application/json': { schema: { properties: { a: { type: 'number' } } } } },
      },
      query(
        'filter',
        {
          type: 'object',
          additionalProperties: false,
          properties: { age: { type: 'integer' }, name: { type: 'string' } },
        },
        { style: 'deepObject' },
      ),
    ];
    expect(wrongIn(`/items/1${encodeURI(search)}`, parameters)).toEqual(expected);
  });

  it('may be headers and cookies', () => {
    const parameters = [
      { name: 'X-Depth', in: 'header', required: true, schema: { type: 'integer' } },
      { name: 'X-Tags', in: 'header', schema: { type: 'array', items: { enum: ['a', 'b'] } } },
      { name: 'visits', in: 'cookie', schema: { type: 'integer' } },
      { name: 'Authorization', in: 'header', required: true, schema: {} },
    ];
    const of = (...headers: string[]) => wrongIn('/items/1', parameters, headers);
    expect(of('x-depth', '3', 'x-tags', 'a, b', 'x-tags', 'a', 'cookie', 'a=b; visits=3')).toEqual([]);
    expect(of()).toEqual(['header.X-Depth missing']);
    expect(of('X-DEPTH', '3', 'X-Depth', '3')).toEqual(['header.X-Depth repeated']);
    expect(of('X-Depth', 'x', 'X-Tags', 'a,c', 'Cookie', 'visits=many')).toEqual([
      'header.X-Depth type',
      'header.X-Tags.1 enum',
      'cookie.visits type',
    ]);
  });

  it('of a path are those of the operation where both describe one', () => {
    const document = documentOf({
      '/items/{id}': {
        parameters: [{ name: 'id', in: 'path', schema: whole }],
        get: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] },
        put: {},
      },
    });
    const found = document.find('/items/x');
    if (typeof found === 'string') throw new Error(found);
    const texts = new RawParameters(found.values, '/items/x', new IncomingMessage(new Socket()));
    expect(found.operations.get('GET')!.errorsOf(texts)).toEqual([]);
    expect(found.operations.get('PUT')!.errorsOf(texts)).toHaveLength(1);
  });
});
