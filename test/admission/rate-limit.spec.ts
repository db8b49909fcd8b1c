import { findingsOf } from '../config/config-of';
import { aFile, aRoute, sha256 } from './support/secured-gateway';

// So slow that nothing comes back while a test runs.
const LIMIT = '3/1d';

/** The statuses of so many requests, one after the other. */
async function statuses(count: number, ask: (turn: number) => Promise<string>): Promise<string[]> {
  const all: string[] = [];
  for (let turn = 0; turn < count; turn++) all.push((await ask(turn)).slice(0, 3));
  return all;
}

describe('a rate limit', () => {
  it('lets a client ask as often as it may, and then no more', async () => {
    const route = await aRoute({ rateLimit: { limit: LIMIT } });
    expect(await statuses(5, () => route.ask())).toEqual(['200', '200', '200', '429', '429']);
    expect(route.reached).toBe(3);
    expect(await route.ask()).toBe('429 rate_limited');
  });

  it('tells the client how it stands', async () => {
    const route = await aRoute({ rateLimit: { limit: '2/1m' } });
    const first = await route.gateway.fetch('/');
    expect(first.headers).toMatchObject({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '1',
      'ratelimit-reset': '30',
    });
    await route.gateway.fetch('/');
    const { status, headers } = await route.gateway.fetch('/');
    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '0' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(30);
  });

  it('takes as many at once as its burst', async () => {
    const route = await aRoute({ rateLimit: { limit: LIMIT, burst: 5 } });
    expect(await statuses(6, () => route.ask())).toEqual(['200', '200', '200', '200', '200', '429']);
  });

  it('counts a dear route for several requests', async () => {
    const route = await aRoute({ rateLimit: { limit: LIMIT, burst: 4, cost: 2 } });
    expect(await statuses(3, () => route.ask())).toEqual(['200', '200', '429']);
  });

  it('counts by header, and by address without the header', async () => {
    const route = await aRoute({ rateLimit: { key: { header: 'X-Client' }, limit: LIMIT } });
    expect(await statuses(4, () => route.ask({ 'x-client': 'a' }))).toEqual(['200', '200', '200', '429']);
    expect(await route.ask({ 'x-client': 'b' })).toBe('200');
    expect(await statuses(4, () => route.ask())).toEqual(['200', '200', '200', '429']);
    expect(await route.ask({ 'x-client': '@127.0.0.1' })).toBe('200');
  });

  it('counts two clients apart whose long values differ in the last letter only', async () => {
    const key = { header: 'Authorization' };
    const route = await aRoute({ rateLimit: { key, limit: LIMIT }, concurrency: { key, max: 1 } });
    const ask = (end: string) => route.ask({ authorization: `Bearer ${'x'.repeat(2_000)}${end}` });
    for (const end of ['a', 'b', 'c', 'd']) expect(await statuses(2, () => ask(end))).toEqual(['200', '200']);
    expect(await statuses(2, () => ask('a'))).toEqual(['200', '429']);
  });

  it('counts by API key, once the key has proven right', async () => {
    const keys = ['a', 'b'].map((name) => ({ name, sha256: sha256(name) }));
    const apiKey = { file: aFile('keys.yaml', JSON.stringify(keys)) };
    const route = await aRoute({ auth: { apiKey }, rateLimit: { key: 'apiKey', limit: LIMIT } });
    expect(await route.ask({ 'x-api-key': 'wrong' })).toBe('401 unauthenticated');
    expect(await statuses(4, () => route.ask({ 'x-api-key': 'a' }))).toEqual(['200', '200', '200', '429']);
    expect(await route.ask({ 'x-api-key': 'b' })).toBe('200');
  });

  it('by address comes before the credentials, so that it slows down who guesses them', async () => {
    const apiKey = { file: aFile('keys.yaml', '[]') };
    const route = await aRoute({ auth: { apiKey }, rateLimit: { limit: LIMIT } });
    const guesses = await statuses(4, (turn) => route.ask({ 'x-api-key': `guess ${turn}` }));
    expect(guesses).toEqual(['401', '401', '401', '429']);
  });

  it('is not dodged by what a stranger says of its address, path or method', async () => {
    const route = await aRoute({ rateLimit: { limit: LIMIT } });
    const paths = ['/', '/a', '/a/', '/a?b'];
    const asked = await statuses(4, (turn) =>
      route.ask({ 'x-forwarded-for': `10.0.0.${turn}` }, paths[turn]),
    );
    expect(asked).toEqual(['200', '200', '200', '429']);
    const { status } = await route.gateway.fetch('/', { method: 'POST', body: '' });
    expect(status).toBe(429);
  });

  it('counts the client that a trusted proxy names, and all addresses of an IPv6 network as one', async () => {
    const route = await aRoute({ rateLimit: { limit: LIMIT } }, { trustedProxies: ['127.0.0.1'] });
    const from = (address: string) => route.ask({ 'x-forwarded-for': address });
    expect(await statuses(4, () => from('10.0.0.1'))).toEqual(['200', '200', '200', '429']);
    expect(await from('10.0.0.2')).toBe('200');
    expect(await statuses(4, (turn) => from(`2001:db8::${turn}`))).toEqual(['200', '200', '200', '429']);
    expect(await from('2001:db8:0:1::1')).toBe('200');
  });

  it('can hold a whole route', async () => {
    const route = await aRoute(
      { rateLimit: { key: 'route', limit: LIMIT } },
      { trustedProxies: ['127.0.0.1'] },
    );
    const asked = await statuses(4, (turn) => route.ask({ 'x-forwarded-for': `10.0.0.${turn}` }));
    expect(asked).toEqual(['200', '200', '200', '429']);
  });

  it.each(['0/1m', '100', '100/', '1/1y', 'many', '-1/1s'])('is refused when it is %j', (limit) => {
    const rateLimit = { limit };
    expect(findingsOf({ routes: [{ path: '/', pool: 'items', rateLimit }] }).join()).toContain(
      'requests in a time, such as 100/1m',
    );
  });

  it('is refused when no request could ever pass', () => {
    const rateLimit = { limit: '3/1m', cost: 4 };
    expect(findingsOf({ routes: [{ path: '/', pool: 'items', rateLimit }] }).join()).toContain(
      'at most the burst of 3',
    );
  });
});

describe('a limit on what is under way', () => {
  it('refuses what is too much at once, and takes more when something has ended', async () => {
    const { gateway } = await aRoute({ concurrency: { max: 2 } });
    const silent = await aRoute({ concurrency: { max: 2 } });
    expect(await gateway.sequence(3)).toEqual(['a', 'a', 'a']);
    const leaving = [silent.gateway.open('/'), silent.gateway.open('/')];
    // Their bodies never come, so they stay under way.
    for (const one of leaving) one.setHeader('transfer-encoding', 'chunked');
    for (const one of leaving) one.flushHeaders();
    while ((await silent.ask()) !== '429 rate_limited');
    for (const one of leaving) one.destroy();
    while ((await silent.ask()) !== '200');
  });
});
