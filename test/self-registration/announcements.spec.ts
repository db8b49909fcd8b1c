import { findingsOf } from '../config/config-of';
import { read } from '../admin/support/operator';
import { stubs } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { announce, aSelfRegistrationGateway, listed, send, TOKEN } from './support/self-registration-gateway';

describe('a backend that announces itself', () => {
  it('takes its turns from then on, and none once it has left', async () => {
    const gateway = await aSelfRegistrationGateway();
    const [a, b] = await stubs('a', 'b');
    const answer = await announce(gateway, { url: a.url, id: 'a' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      ...{ pool: 'main', id: 'a', url: a.url, weight: 1, ttl: 10, shared: true },
    });
    await announce(gateway, { url: b.url, id: 'b', weight: 3 });
    await eventually(async () => expect(await listed(gateway)).toEqual({ a: 1, b: 3 }));
    expect(new Set(await gateway.sequence(4))).toEqual(new Set(['a', 'b']));
    expect(await send(gateway, 'DELETE', '/registry/main/a')).toMatchObject({ status: 200 });
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    expect(await send(gateway, 'DELETE', '/registry/main/a')).toMatchObject({ status: 404 });
    const { backends } = await read<{ backends: object[] }>(gateway, '/api/pools/main/backends');
    expect(backends).toMatchObject([{ id: 'b', origin: 'self-registration' }]);
  });

  it('is named by its address where it names itself nothing, and can change what it says', async () => {
    const gateway = await aSelfRegistrationGateway();
    await announce(gateway, { url: 'http://LOCALHOST:9000/' });
    await eventually(async () => expect(await listed(gateway)).toEqual({ 'localhost:9000': 1 }));
    await announce(gateway, { url: 'http://localhost:9000', weight: 7 });
    await eventually(async () => expect(await listed(gateway)).toEqual({ 'localhost:9000': 7 }));
  });

  it('is gone when it is silent for too long', async () => {
    const gateway = await aSelfRegistrationGateway();
    await announce(gateway, { url: 'http://127.0.0.1:9001', id: 'short' });
    await announce(gateway, { url: 'http://127.0.0.1:9002', id: 'long' });
    await eventually(async () => expect(await listed(gateway)).toEqual({ short: 1, long: 1 }));
    await announce(gateway, { url: 'http://127.0.0.1:9001', id: 'short', ttl: 1 });
    await eventually(async () => expect(await listed(gateway)).toEqual({ long: 1 }));
  });

  it.each([
    ['no token', null],
    ['another one', 'another-token-for-backends'],
    ['a part of it', TOKEN.slice(0, -1)],
  ])('is refused with %s', async (_, token) => {
    const gateway = await aSelfRegistrationGateway();
    const answer = await announce(gateway, { url: 'http://127.0.0.1:9000' }, token);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      expect.stringMatching('Bearer'),
    ]);
    expect((await send(gateway, 'DELETE', '/registry/main/a', undefined, token)).status).toBe(401);
    expect(await listed(gateway)).toEqual({});
  });

  it('opens nothing else with its token, as that of operators does not open this', async () => {
    const gateway = await aSelfRegistrationGateway({ admin: { port: 0, token: 'operators-only' } });
    for (const path of ['/api/pools', '/api/config', '/metrics'])
      expect((await send(gateway, 'GET', path)).status).toBe(401);
    expect((await send(gateway, 'POST', '/api/reload')).status).toBe(401);
    expect((await announce(gateway, { url: 'http://127.0.0.1:1' }, 'operators-only')).status).toBe(401);
    expect((await announce(gateway, { url: 'http://127.0.0.1:1' })).status).toBe(200);
  });

  it.each([
    ['no pool', { pool: undefined, url: 'http://127.0.0.1:1' }, 422],
    ['a pool that there is not', { pool: 'nobody', url: 'http://127.0.0.1:1' }, 404],
    ['a pool that takes none', { pool: 'other', url: 'http://127.0.0.1:1' }, 404],
    ['a socket', { url: 'unix:/run/a.sock' }, 422],
    ['another scheme', { url: 'ftp://127.0.0.1' }, 422],
    ['an address of clouds', { url: 'http://169.254.169.254' }, 422],
    ['a path', { url: 'http://127.0.0.1:1/admin' }, 422],
    ['credentials', { url: 'http://me:secret@127.0.0.1:1' }, 422],
    ['no URL', {}, 422],
    ['an odd id', { url: 'http://127.0.0.1:1', id: '../a' }, 422],
    ['a weight of no use', { url: 'http://127.0.0.1:1', weight: -1 }, 422],
    ['a time of no use', { url: 'http://127.0.0.1:1', ttl: 0 }, 422],
    ['a misspelt word', { url: 'http://127.0.0.1:1', wieght: 1 }, 422],
    ['a list', { url: ['http://127.0.0.1:1'] }, 422],
  ])('is refused when it says %s', async (_, body, status) => {
    const gateway = await aSelfRegistrationGateway();
    const answer = await announce(gateway, body);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(await listed(gateway)).toEqual({});
  });

  it('is refused when there are too many, and those that are there go on', async () => {
    const gateway = await aSelfRegistrationGateway({}, { max: 3 });
    const statuses: number[] = [];
    for (let port = 1; port <= 6; port++)
      statuses.push((await announce(gateway, { url: `http://127.0.0.1:${port}` })).status);
    expect(statuses).toEqual([200, 200, 200, 503, 503, 503]);
    expect((await announce(gateway, { url: 'http://127.0.0.1:1', weight: 2 })).status).toBe(200);
    await eventually(async () => expect(Object.keys(await listed(gateway))).toHaveLength(3));
  });

  it('is drained by operators like any other, also when it is away for a while', async () => {
    const gateway = await aSelfRegistrationGateway();
    const [a] = await stubs('a');
    const body = { url: a.url, id: 'a' };
    await announce(gateway, body);
    await eventually(async () => expect(await listed(gateway)).toEqual({ a: 1 }));
    const text = JSON.stringify({ state: 'draining' });
    const headers = { 'content-type': 'application/json', 'content-length': text.length };
    await gateway.admin('/api/pools/main/backends/a', { method: 'PATCH', headers, body: text });
    await send(gateway, 'DELETE', '/registry/main/a');
    await announce(gateway, body);
    await eventually(() => expect(gateway.state('a').state).toBe('draining'));
  });
});

describe('a configuration', () => {
  it('that waits for announcements says with which token they come', () => {
    const pools = { main: { discovery: [{ type: 'self-registration' }] } };
    expect(findingsOf({ pools })).toEqual([
      expect.stringContaining('selfRegistration.token: found nothing, allowed: a token for backends'),
    ]);
    expect(findingsOf({ pools }, { REGISTRY_TOKEN: 'short' })).toEqual([
      expect.stringContaining('environment REGISTRY_TOKEN: found a value that is kept secret'),
    ]);
    expect(findingsOf({ pools }, { REGISTRY_TOKEN: TOKEN })).toEqual([]);
    expect(findingsOf({ pools, stores: { cluster: 'redis://127.0.0.1' } })).toEqual([]);
  });
});
