import { type FieldError } from '@app/contracts';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { everything } from './support/operator';

const BACKENDS = '/api/pools/main/backends';
const SESSIONS = '/api/sticky-sessions';
const EXPLAIN = '/api/explain';
const A = `${BACKENDS}/a`;
const JSON_TYPE = { 'content-type': 'application/json' };

interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

interface Refusal {
  readonly status: number;
  readonly errors: readonly FieldError[];
}

/** Returns the response; in any case, nothing has changed. */
async function refused(
  gateway: TestGateway,
  { method, path, body = '', headers }: Attempt,
): Promise<Refusal> {
  const before = await everything(gateway);
  const framing = headers?.['transfer-encoding'] ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const sent = { ...framing, ...(headers ?? JSON_TYPE) };
  const answer = await gateway.admin(path, { method, headers: sent, body });
  expect(await everything(gateway)).toEqual(before);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(answer.text) as Refusal;
  expect(problem).toMatchObject({ type: 'about:blank', status: answer.status, code: expect.any(String) });
  expect(answer.text).not.toMatch(/ at .*\.[jt]s:\d+/);
  return problem;
}

const BODIES: [what: string, method: string, path: string, body: string, status: number][] = [
  ['no body', 'PATCH', A, '', 422],
  ['nothing to change', 'PATCH', A, '{}', 422],
  ['null for all', 'PATCH', A, '{"weight":null,"state":null}', 422],
  ['half of a JSON text', 'PATCH', A, '{"weight": 2', 400],
  ['a list', 'PATCH', A, '[1]', 400],
  ['a text', 'PATCH', A, '"draining"', 400],
  ['null', 'PATCH', A, 'null', 400],
  ['a weight below 0', 'PATCH', A, '{"weight":-1}', 422],
  ['a weight that is too large', 'PATCH', A, '{"weight":1001}', 422],
  ['a weight with a fraction', 'PATCH', A, '{"weight":1.5}', 422],
  ['a weight in quotes', 'PATCH', A, '{"weight":"2"}', 422],
  ['a state that there is not', 'PATCH', A, '{"state":"down"}', 422],
  ['a state in a list', 'PATCH', A, '{"state":["draining"]}', 422],
  ['one good and one bad field', 'PATCH', A, '{"weight":2,"state":"down"}', 422],
  ['a field that there is not', 'PATCH', A, '{"weight":2,"wait":true}', 422],
  ['__proto__', 'PATCH', A, '{"weight":2,"__proto__":{"state":"disabled"}}', 422],
  ['a reason of two lines', 'PATCH', A, '{"state":"draining","reason":"a\\nb"}', 422],
  ['a backend that there is not', 'PATCH', `${BACKENDS}/z`, '{"weight":2}', 404],
  ['a pool that there is not', 'PATCH', '/api/pools/other/backends/a', '{"weight":2}', 404],
  ['a name of Object', 'PATCH', '/api/pools/constructor/backends/a', '{"weight":2}', 404],
  ['a path with half an escape', 'PATCH', `${BACKENDS}/%E0%A4%A`, '{"weight":2}', 400],
  ['no URL', 'POST', BACKENDS, '{}', 422],
  ['a URL that is a number', 'POST', BACKENDS, '{"url":8004}', 422],
  ['a file', 'POST', BACKENDS, '{"url":"file:///etc/passwd"}', 422],
  ['a socket', 'POST', BACKENDS, '{"url":"unix:/run/docker.sock"}', 422],
  ['a URL with a path', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1/x"}', 422],
  ['a URL with a password', 'POST', BACKENDS, '{"url":"http://a:b@127.0.0.1:1"}', 422],
  ['a port that there is not', 'POST', BACKENDS, '{"url":"http://127.0.0.1:99999"}', 422],
  ['a URL with a line end', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1\\r\\nx"}', 422],
  ['an id with a slash', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1","id":"a/b"}', 422],
  ['an empty id', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1","id":""}', 422],
  ['a weight of true', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1","weight":true}', 422],
  ['a limit below 0', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1","maxInFlight":-1}', 422],
  ['a flag in quotes', 'POST', BACKENDS, '{"url":"http://127.0.0.1:1","backup":"no"}', 422],
  ['a pool that there is not', 'POST', '/api/pools/other/backends', '{"url":"http://127.0.0.1:1"}', 404],
  ['a backend that there is not', 'DELETE', `${BACKENDS}/z`, '', 404],
  ['too large a number of events', 'GET', '/api/events?recent=501', '', 422],
  ['a query that there is not', 'GET', '/api/events?last=1', '', 422],
  ['a file that nothing is read from', 'POST', '/api/reload', '', 422],
  ['a limit of 0', 'GET', `${SESSIONS}?limit=0`, '', 422],
  ['too large a limit', 'GET', `${SESSIONS}?limit=501`, '', 422],
  ['a limit that is no number', 'GET', `${SESSIONS}?limit=many`, '', 422],
  ['two keys', 'GET', `${SESSIONS}?key=1&key=2`, '', 422],
  ['too long a key', 'GET', `${SESSIONS}?key=${'x'.repeat(1_025)}`, '', 422],
  ['a cursor that never was one', 'GET', `${SESSIONS}?after=abc`, '', 422],
  [
    'a cursor that looks like one',
    'GET',
    `${SESSIONS}?after=${Buffer.from('[-1,{}]').toString('base64url')}`,
    '',
    422,
  ],
  ['a rule that there is not', 'GET', `${SESSIONS}/none/1`, '', 404],
  ['a rule that there is not', 'DELETE', `${SESSIONS}/none/1`, '', 404],
  ['a key that nobody owns', 'DELETE', `${SESSIONS}/items/none`, '', 404],
  ['a rule of Object', 'DELETE', `${SESSIONS}/__proto__/1`, '', 404],
  ['a key that nobody owns', 'POST', `${SESSIONS}/items/none/move`, '{"backend":"b"}', 404],
  ['no backend to move to', 'POST', `${SESSIONS}/items/1/move`, '{}', 422],
  ['a backend that there is not', 'POST', `${SESSIONS}/items/1/move`, '{"backend":"z"}', 422],
  ['a backend that is a list', 'POST', `${SESSIONS}/items/1/move`, '{"backend":["b"]}', 422],
  ['no URL', 'POST', EXPLAIN, '{}', 422],
  ['a URL that is none', 'POST', EXPLAIN, '{"url":"items"}', 422],
  ['a URL with a line end', 'POST', EXPLAIN, '{"url":"/items\\r\\nx"}', 422],
  ['a URL that is not escaped', 'POST', EXPLAIN, '{"url":"/ü"}', 422],
  ['a method of two words', 'POST', EXPLAIN, '{"url":"/","method":"GET /x"}', 422],
  ['headers in a list', 'POST', EXPLAIN, '{"url":"/","headers":["a"]}', 422],
  ['a header of two lines', 'POST', EXPLAIN, '{"url":"/","headers":{"a":"b\\r\\nc: d"}}', 422],
  ['a header without a name', 'POST', EXPLAIN, '{"url":"/","headers":{"":"b"}}', 422],
  ['a header that is a number', 'POST', EXPLAIN, '{"url":"/","headers":{"a":1}}', 422],
  ['another method', 'PUT', A, '{"weight":2}', 404],
];

describe('bad input to the admin API', () => {
  it.each(BODIES)('%s: %s %s %s', async (_, method, path, body, status) => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    expect((await refused(gateway, { method, path, body })).status).toBe(status);
  });

  it('names every value that is bad at once', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const body = '{"url":1,"weight":-1,"colour":"red"}';
    const { errors } = await refused(gateway, { method: 'POST', path: BACKENDS, body });
    expect(errors.map(({ loc }) => loc.join('.')).sort()).toEqual(['body.colour', 'body.url', 'body.weight']);
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a plain text, as a form of a page elsewhere may send it', { 'content-type': 'text/plain' }],
    ['a body without a type', {}],
    ['another type that ends like JSON', { 'content-type': 'text/json' }],
    ['a compressed body', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ])('refuses %s', async (_, headers) => {
    const gateway = await aGateway({ backends: ['a'] });
    const attempt = { method: 'PATCH', path: A, body: '{"weight":2}', headers };
    expect(await refused(gateway, attempt)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it.each([
    ['announced', { ...JSON_TYPE }],
    ['not announced', { ...JSON_TYPE, 'transfer-encoding': 'chunked' }],
  ])('refuses a body that is too large, %s', async (_, headers) => {
    const gateway = await aGateway({ backends: ['a'] });
    const body = JSON.stringify({ weight: 2, reason: 'x'.repeat(200_000) });
    const attempt = { method: 'PATCH', path: A, body, headers };
    expect(await refused(gateway, attempt)).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it.each([
    ['a page of another origin', { origin: 'http://evil.example' }],
    ['a name that was made to lead here', { host: 'evil.example' }],
  ])('refuses %s', async (_, headers) => {
    const gateway = await aGateway({ backends: ['a'] });
    const attempt = { method: 'PATCH', path: A, body: '{"weight":2}', headers: { ...JSON_TYPE, ...headers } };
    expect(await refused(gateway, attempt)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('allows no page elsewhere to ask', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'PATCH' };
    const answer = await gateway.admin(A, { method: 'OPTIONS', headers });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
