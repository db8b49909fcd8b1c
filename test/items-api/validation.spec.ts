import { type ItemsApi, anItemsApi } from './support/an-items-api';
import { type Answer } from './support/client';

describe('validation', () => {
  let api: ItemsApi;

  beforeAll(async () => {
    api = await anItemsApi();
  });
  afterAll(() => api.stop());

  const good = { name: 'Item1', price: 10 };
  const failures = (answer: Answer) => {
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'The request is not valid',
    });
    return answer.json.errors?.map(({ loc, type, msg }) => {
      expect(msg).toEqual(expect.any(String));
      return [loc.join('.'), type];
    });
  };

  const badIds = [
    ['x', 'int_parsing'],
    ['1.5', 'int_parsing'],
    ['1.0', 'int_parsing'],
    ['1e3', 'int_parsing'],
    ['0x1', 'int_parsing'],
    ['01', 'int_parsing'],
    ['-0', 'int_parsing'],
    ['%201', 'int_parsing'],
    ['%00', 'int_parsing'],
    ['1%2F2', 'int_parsing'],
    ['null', 'int_parsing'],
    ['-1', 'greater_than_equal'],
    ['9007199254740992', 'less_than_equal'],
    ['1'.repeat(1000), 'int_parsing'],
  ];

  it.each(badIds)('refuses the id %s in a path', async (id, type) => {
    for (const method of ['GET', 'DELETE']) {
      expect(failures(await api.send(method, `/items/${id}`))).toEqual([['path.item_id', type]]);
    }
    expect(failures(await api.send('PUT', `/items/${id}`, { json: good }))).toEqual([['path.item_id', type]]);
  });

  it.each([...badIds, ['', 'int_parsing'], ['1&item_id=2', 'int_parsing'], ['1&item_id=1', 'int_parsing']])(
    'refuses the id %s in a query',
    async (id, type) => {
      const answer = await api.send('POST', `/items/?item_id=${id}`, { json: good });
      expect(failures(answer)).toEqual([['query.item_id', type]]);
    },
  );

  it.each(['/items', '/items/', '/items/?ITEM_ID=1', '/items/?item_id[]=1', '/items/?__proto__[item_id]=1'])(
    'misses the id in POST %s',
    async (path) => {
      expect(failures(await api.send('POST', path, { json: good }))).toEqual([['query.item_id', 'missing']]);
    },
  );

  it.each([
    [{ ...good, name: undefined }, 'body.name', 'missing'],
    [{ ...good, name: null }, 'body.name', 'string_type'],
    [{ ...good, name: 1 }, 'body.name', 'string_type'],
    [{ ...good, name: ['Item1'] }, 'body.name', 'string_type'],
    [{ ...good, name: 'x'.repeat(1001) }, 'body.name', 'string_too_long'],
    [{ ...good, name: 'a\0b' }, 'body.name', 'string_unicode'],
    [{ ...good, name: 'a\ud800b' }, 'body.name', 'string_unicode'],
    [{ ...good, price: undefined }, 'body.price', 'missing'],
    [{ ...good, price: null }, 'body.price', 'float_parsing'],
    [{ ...good, price: 'x' }, 'body.price', 'float_parsing'],
    [{ ...good, price: '' }, 'body.price', 'float_parsing'],
    [{ ...good, price: 'Infinity' }, 'body.price', 'float_parsing'],
    [{ ...good, price: '1e999' }, 'body.price', 'float_parsing'],
    [{ ...good, price: true }, 'body.price', 'float_parsing'],
    [{ ...good, price: [10] }, 'body.price', 'float_parsing'],
    [{ ...good, price: {} }, 'body.price', 'float_parsing'],
  ])('refuses the body %j', async (json, field, type) => {
    expect(failures(await api.send('POST', '/items/?item_id=1', { json }))).toEqual([[field, type]]);
    expect(failures(await api.send('PUT', '/items/1', { json }))).toEqual([[field, type]]);
  });

  it('names every failing value of query and body at once', async () => {
    const answer = await api.send('POST', '/items/?item_id=x', { json: { name: 1, price: 'x' } });
    expect(answer.json.errors).toEqual([
      { loc: ['query', 'item_id'], msg: 'item_id must be an integer number', type: 'int_parsing' },
      { loc: ['body', 'name'], msg: 'name must be a string', type: 'string_type' },
      { loc: ['body', 'price'], msg: 'price must be a finite number', type: 'float_parsing' },
    ]);
  });

  it('names every failing value of path and body at once', async () => {
    expect(failures(await api.send('PUT', '/items/x', { json: {} }))).toEqual([
      ['path.item_id', 'int_parsing'],
      ['body.name', 'missing'],
      ['body.price', 'missing'],
    ]);
  });

  it('names every failing value of a page', async () => {
    expect(failures(await api.send('GET', '/items?limit=0&after=-1'))).toEqual([
      ['query.limit', 'greater_than_equal'],
      ['query.after', 'greater_than_equal'],
    ]);
    expect(failures(await api.send('GET', '/items?limit=&after='))).toEqual([
      ['query.limit', 'int_parsing'],
      ['query.after', 'int_parsing'],
    ]);
    expect(failures(await api.send('GET', '/items?limit=5&limit=6&after=x'))).toEqual([
      ['query.limit', 'int_parsing'],
      ['query.after', 'int_parsing'],
    ]);
  });

  it('refuses a path that is not UTF-8', async () => {
    expect(failures(await api.send('GET', '/items/%FF'))).toEqual([['path', 'url_parsing']]);
    expect(failures(await api.send('GET', '/items/%'))).toEqual([['path', 'url_parsing']]);
  });

  it('answers 422, not 400, to a bad request for an item that exists', async () => {
    await api.send('POST', '/items/?item_id=7', { json: good });
    expect((await api.send('POST', '/items/?item_id=7', { json: {} })).status).toBe(422);
  });
});
