import { type ItemsApi, anItemsApi } from './support/an-items-api';

describe('items', () => {
  let api: ItemsApi;

  beforeEach(async () => {
    api = await anItemsApi({ maxItems: 200 });
  });
  afterEach(() => api.stop());

  const item = { item_id: 1, name: 'Item1', price: 10 };
  const create = (id = 1, json: unknown = { name: `Item${id}`, price: 10.0 }) =>
    api.send('POST', `/items/?item_id=${id}`, { json });

  it('creates an item and says where it is', async () => {
    const answer = await create();
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe('/items/1');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json).toEqual(item);
    expect((await api.send('GET', answer.headers.location!)).json).toEqual(item);
  });

  it('refuses to create an item that exists, and leaves it as it is', async () => {
    await create();
    const answer = await create(1, { name: 'Other', price: 1 });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'Item already exists',
    });
    expect((await api.send('GET', '/items/1')).json).toEqual(item);
  });

  it('lets exactly one of 20 concurrent creates of one id win', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create()));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(400)]);
  });

  it('updates an item', async () => {
    await create();
    const answer = await api.send('PUT', '/items/1', { json: { name: 'New', price: 20.5 } });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ item_id: 1, name: 'New', price: 20.5 });
    expect((await api.send('GET', '/items/1')).json).toEqual(answer.json);
  });

  it('deletes an item, with no content to answer', async () => {
    await create();
    const answer = await api.send('DELETE', '/items/1');
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect((await api.send('GET', '/items/1')).status).toBe(404);
  });

  it.each([
    ['GET', undefined],
    ['PUT', { name: 'Item1', price: 1 }],
    ['DELETE', undefined],
  ])('answers %s 404 when there is no such item', async (method, json) => {
    const answer = await api.send(method, '/items/1', json && { json });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Item not found',
    });
  });

  it('creates an item again after it was deleted', async () => {
    await create();
    await api.send('DELETE', '/items/1');
    expect((await create()).status).toBe(201);
  });

  it('ignores fields it does not know, even an item_id in the body', async () => {
    const body =
      '{"name":"Item1","price":10,"item_id":9,"color":"red","__proto__":{"name":1},"constructor":2}';
    const headers = { 'content-type': 'application/json' };
    const answer = await api.send('POST', '/items/?item_id=1', { body, headers });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual(item);
  });

  it('reads a price that is spelled as a text', async () => {
    expect((await create(1, { name: 'Item1', price: '10.0' })).json).toEqual(item);
  });

  it.each([0, Number.MAX_SAFE_INTEGER])('takes %d for an id', async (id) => {
    const answer = await create(id);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/items/${id}`);
    expect((await api.send('GET', `/items/${id}`)).json.item_id).toBe(id);
  });

  it.each(['', 'x'.repeat(1000), 'Ä \u{1F600}', '"\\\n'])('takes %j for a name', async (name) => {
    expect((await create(1, { name, price: 1 })).json.name).toBe(name);
  });

  it('lists the items by id, a page at a time', async () => {
    for (const id of [10, 2, 33, 4, 5]) await create(id);
    const page = async (query: string) => {
      const { json } = await api.send('GET', `/items?${query}`);
      return { ids: json.items?.map((listed) => listed.item_id), next: json.next };
    };
    expect(await page('')).toEqual({ ids: [2, 4, 5, 10, 33], next: null });
    expect(await page('limit=2')).toEqual({ ids: [2, 4], next: 4 });
    expect(await page('limit=2&after=4')).toEqual({ ids: [5, 10], next: 10 });
    expect(await page('limit=2&after=10')).toEqual({ ids: [33], next: null });
    expect(await page('limit=5')).toEqual({ ids: [2, 4, 5, 10, 33], next: null });
    expect(await page('after=33')).toEqual({ ids: [], next: null });
    expect((await api.send('GET', '/items?limit=1')).json.items).toEqual([
      { item_id: 2, name: 'Item2', price: 10 },
    ]);
  });

  it('lists 50 items unless told otherwise, and no more than 100', async () => {
    for (let id = 0; id < 110; id += 1) await create(id);
    expect((await api.send('GET', '/items')).json.items).toHaveLength(50);
    expect((await api.send('GET', '/items?limit=100')).json.items).toHaveLength(100);
    expect((await api.send('GET', '/items?limit=101')).status).toBe(422);
  });

  it('answers 507 when it has no room for another item', async () => {
    await api.stop();
    api = await anItemsApi({ maxItems: 1 });
    await create(1);
    const answer = await create(2);
    expect(answer.status).toBe(507);
    expect(answer.json.detail).toBe('There is no room for more than 1 items');
    expect((await create(1)).status).toBe(400);
  });
});
