import { gzipSync } from 'node:zlib';
import { type ItemsApi, anItemsApi } from './support/an-items-api';

describe('bodies', () => {
  let api: ItemsApi;

  beforeEach(async () => {
    api = await anItemsApi();
  });
  afterEach(() => api.stop());

  const text = '{"name":"Item1","price":10}';
  const post = (body: string | Buffer | undefined, headers: Record<string, string> = {}) =>
    api.send('POST', '/items/?item_id=1', {
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it.each(['{', '{"name":', 'name=Item1', "{'name':'Item1'}", '{"price":NaN}', '\0', '{"name":"a"}x'])(
    'answers the broken JSON %j with 422',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(422);
      expect(answer.json.errors).toEqual([
        { loc: ['body'], msg: expect.stringMatching(/^The body is not JSON: /), type: 'json_invalid' },
      ]);
    },
  );

  it('reports broken JSON together with a bad query', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await api.send('POST', '/items/?item_id=x', { body: '{', headers });
    expect(answer.json.errors?.map((error) => error.loc)).toEqual([['query', 'item_id'], ['body']]);
  });

  it.each(['null', '1', '"x"', 'true', '[]', '[{"name":"Item1","price":10}]', '[]'.padStart(1000)])(
    'answers the body %j, which is no object, with 422',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(422);
      expect(answer.json.errors).toEqual([
        { loc: ['body'], msg: 'The body must be an object', type: 'object_type' },
      ]);
    },
  );

  it.each([undefined, '', '{}'])('misses every field in the body %j', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      { loc: ['body', 'name'], msg: 'Field required', type: 'missing' },
      { loc: ['body', 'price'], msg: 'Field required', type: 'missing' },
    ]);
  });

  it.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/merge-patch+json',
    'application/json ;',
  ])('reads a body of type %s', async (type) => {
    expect((await post(text, { 'content-type': type })).status).toBe(201);
  });

  it('reads a body of no type as JSON', async () => {
    expect((await api.send('POST', '/items/?item_id=1', { body: text })).status).toBe(201);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'json',
    'application/json; charset=latin1',
    '',
    ';',
  ])('answers a body of type %j with 415', async (type) => {
    const answer = await post(text, { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ title: 'Unsupported Media Type', status: 415 });
  });

  it('reads a compressed body', async () => {
    expect((await post(gzipSync(text), { 'content-encoding': 'gzip' })).status).toBe(201);
  });

  it('answers a body that is not compressed as it says with 422', async () => {
    expect((await post(text, { 'content-encoding': 'gzip' })).status).toBe(422);
    expect((await post(gzipSync(text).subarray(0, 20), { 'content-encoding': 'gzip' })).status).toBe(422);
  });

  it('answers an unknown compression with 415', async () => {
    expect((await post(text, { 'content-encoding': 'zip' })).status).toBe(415);
  });

  it('takes an item of the longest name, with every character escaped', async () => {
    const name = '\\ud83d\\ude00'.repeat(1000);
    const answer = await post(`{"name":"${name}","price":1}`);
    expect(answer.status).toBe(201);
    expect(answer.json.name).toBe('\u{1F600}'.repeat(1000));
  });

  it('answers a body that is too large with 413', async () => {
    const answer = await post(`{"name":"Item1","price":1,"padding":"${'x'.repeat(70_000)}"}`);
    expect(answer.status).toBe(413);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ status: 413, detail: 'The body is larger than 64kb' });
  });

  it('answers a body that is too large once it is unpacked with 413', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it('survives a body that is nested as deep as fits', async () => {
    const nested = '['.repeat(30_000) + ']'.repeat(30_000);
    expect((await post(nested)).status).toBe(422);
    expect((await post(`{"name":${nested},"price":1}`)).status).toBe(422);
    expect((await post(`{"name":"Item1","price":1,"other":${nested}}`)).status).toBe(201);
  });

  it('takes the last of duplicate fields, as JSON.parse does', async () => {
    expect((await post('{"name":"a","price":1,"name":"b"}')).json.name).toBe('b');
  });

  it('does not look at a body that the route does not read', async () => {
    await post(text);
    const broken = { body: '{', headers: { 'content-type': 'application/json' } };
    expect((await api.send('GET', '/items/1', broken)).status).toBe(200);
    expect((await api.send('DELETE', '/items/1', { body: 'x'.repeat(70_000) })).status).toBe(204);
    expect((await api.send('POST', '/nowhere', broken)).status).toBe(404);
    expect((await api.send('POST', '/ping', broken)).status).toBe(405);
  });
});
