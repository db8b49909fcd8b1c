import { type ItemsApi, anItemsApi } from './support/an-items-api';

describe('routing', () => {
  let api: ItemsApi;

  beforeAll(async () => {
    api = await anItemsApi();
    await api.send('POST', '/items/?item_id=1', { json: { name: 'Item1', price: 10 } });
  });
  afterAll(() => api.stop());

  it('answers a ping with its port', async () => {
    const answer = await api.send('GET', '/ping');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ port: api.port });
  });

  it.each(['/ping', '/items', '/items/1', '/health/live', '/health/ready', '/openapi.json', '/docs'])(
    'answers %s with and without a trailing slash',
    async (path) => {
      const answers = [await api.send('GET', path), await api.send('GET', `${path}/`)];
      expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
      expect(answers[0].json).toEqual(answers[1].json);
    },
  );

  it('creates with and without a trailing slash', async () => {
    const json = { name: 'Item', price: 1 };
    expect((await api.send('POST', '/items?item_id=2', { json })).status).toBe(201);
    expect((await api.send('POST', '/items/?item_id=3', { json })).status).toBe(201);
    expect((await api.send('PUT', '/items/3/', { json })).status).toBe(200);
    expect((await api.send('DELETE', '/items/3/')).status).toBe(204);
  });

  it.each([
    '/',
    '/nowhere',
    '/items/1/more',
    '//items/1',
    '/ITEMS/1',
    '/Ping',
    '/health',
    '/docs/nowhere',
    '/docs/LICENSE',
  ])('answers the unknown path %s with 404', async (path) => {
    const answer = await api.send('GET', path);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
    expect(answer.headers.allow).toBeUndefined();
  });

  it.each([
    ['PATCH', '/items/1', 'DELETE, GET, HEAD, PUT'],
    ['POST', '/items/1/', 'DELETE, GET, HEAD, PUT'],
    ['OPTIONS', '/items/1', 'DELETE, GET, HEAD, PUT'],
    ['PUT', '/items', 'GET, HEAD, POST'],
    ['DELETE', '/items/', 'GET, HEAD, POST'],
    ['POST', '/ping', 'GET, HEAD'],
    ['DELETE', '/health/ready', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('answers %s %s with 405 and the methods that are allowed', async (method, path, allowed) => {
    const answer = await api.send(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe(allowed);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Method Not Allowed',
      status: 405,
      detail: 'Method Not Allowed',
    });
  });

  it('answers HEAD as GET without a body', async () => {
    const [get, head] = [await api.send('GET', '/items/1'), await api.send('HEAD', '/items/1')];
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect((await api.send('HEAD', '/items/9')).status).toBe(404);
  });

  it('keeps to itself what it is made of', async () => {
    expect((await api.send('GET', '/ping')).headers).not.toHaveProperty('x-powered-by');
  });
});
