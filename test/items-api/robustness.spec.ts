import * as fc from 'fast-check';
import { type ItemsApi, anItemsApi } from './support/an-items-api';
import { type Answer } from './support/client';

type Paths = Record<string, Record<string, { responses: Record<string, unknown> }>>;

describe('robustness', () => {
  let api: ItemsApi;
  let paths: Paths;

  beforeAll(async () => {
    api = await anItemsApi();
    ({ paths } = JSON.parse((await api.send('GET', '/openapi.json')).text) as { paths: Paths });
  });
  afterAll(() => api.stop());

  /** The status and the problem tell a client everything, and nothing that is not for clients. */
  const expectSound = ({ status, headers, text, json }: Answer) => {
    expect(status).toBeLessThan(500);
    if (status < 400) return;
    expect(headers['content-type']).toBe('application/problem+json');
    expect(text).not.toMatch(/node_modules|\.[jt]s:\d+/);
    expect(json).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
    expect(json.detail).toEqual(expect.any(String));
    expect(json.detail === 'Item already exists').toBe(status === 400);
    expect(Array.isArray(json.errors) && json.errors.length > 0).toBe(status === 422);
  };
  const expectDocumented = (answer: Answer, method: string, path: string) => {
    expectSound(answer);
    expect(Object.keys(paths[path][method.toLowerCase()].responses)).toContain(String(answer.status));
  };

  const anything = fc.anything({ withNullPrototype: false });
  const id = fc.oneof(
    fc.nat({ max: 5 }).map(String),
    fc.integer().map(String),
    fc.double().map(String),
    fc.string({ minLength: 1, unit: 'grapheme' }).map(encodeURIComponent),
  );
  const fields = fc.oneof(
    fc.record({ name: fc.string({ unit: 'binary' }), price: fc.double() }),
    fc.record({ name: anything, price: anything }, { requiredKeys: [] }),
    fc.object(),
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: fields.map((value) => safely(value)) },
    fc.json(),
    fc.string(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  const headers = fc.record(
    {
      'content-type': fc.oneof(
        { weight: 5, arbitrary: fc.constant('application/json') },
        fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'a/b+json', ''),
        fc.string({ unit: 'grapheme-ascii' }).map((text) => text.trim()),
      ),
      'content-encoding': fc.constantFrom('identity', 'gzip', 'br', 'deflate', 'x'),
    },
    { requiredKeys: ['content-type'] },
  );

  it('answers whatever a create or an update holds with a documented status', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), id, body, headers, async (creates, itemId, sent, sentHeaders) => {
        const sending = { body: sent, headers: sentHeaders };
        if (creates) {
          expectDocumented(await api.send('POST', `/items/?item_id=${itemId}`, sending), 'POST', '/items');
        } else {
          const path = itemId === '.' || itemId === '..' ? '/items/x' : `/items/${itemId}`;
          expectDocumented(await api.send('PUT', path, sending), 'PUT', '/items/{item_id}');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('answers whatever is read, listed or deleted with a documented status', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('GET', 'DELETE'), id, id, async (method, one, other) => {
        expectDocumented(await api.send(method, `/items/${one}`), method, '/items/{item_id}');
        expectDocumented(await api.send('GET', `/items?limit=${one}&after=${other}`), 'GET', '/items');
        expectDocumented(await api.send('GET', `/items/?${one}=${other}`), 'GET', '/items');
      }),
      { numRuns: 100 },
    );
  });

  it('answers whatever path and method soundly', async () => {
    const method = fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'DELETE',
      'PATCH',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
    );
    const start = fc.constantFrom(
      '/',
      '/items',
      '/items/',
      '/items/1',
      '/ping',
      '/docs/',
      '/health/',
      '/openapi.json',
    );
    // Any text that a request line can hold; spaces and fragments end its target.
    const rest = fc.stringMatching(/^[!-"$-~]{0,20}$/);
    await fc.assert(
      fc.asyncProperty(method, start, rest, async (verb, from, to) => {
        const answer = await api.send(verb, from + to);
        if (verb === 'HEAD') expect(answer.status).toBeLessThan(500);
        else expectSound(answer);
      }),
      { numRuns: 400 },
    );
  });

  it('takes exactly the fields that its contract allows, and answers them as they were sent', async () => {
    let next = 1_000;
    // The contract's own words: well-formed, no NUL, at most 1000 characters; a finite price.
    const name = fc.string({ unit: 'binary', maxLength: 1000 }).filter((text) => !text.includes('\0'));
    const price = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(name, price, async (itemName, itemPrice) => {
        const item_id = (next += 1);
        const json = { name: itemName, price: itemPrice };
        const created = await api.send('POST', `/items?item_id=${item_id}`, { json });
        expect(created.status).toBe(201);
        // JSON has no -0.
        expect(created.json).toEqual({ item_id, name: itemName, price: itemPrice + 0 });
      }),
    );
  });

  it('is still there after all that', async () => {
    expect((await api.send('GET', '/health/ready')).status).toBe(200);
  });
});

/** JSON of what JSON can hold, an empty object for what it cannot (a bigint). */
function safely(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '{}';
  }
}
