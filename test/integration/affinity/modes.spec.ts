import { BackendStates } from '../../../apps/gateway/src/data-plane/upstream/backend-states';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { PoolTable } from '../../../apps/gateway/src/data-plane/upstream/pool-table';
import { aGateway, type TestGateway } from '../../support/test-gateway';
import { codeOf } from './support/items-gateway';

const KEYS = ['k'.repeat(32)];
const NAMES = ['a', 'b', 'c'];

const ruled = (rule: object): Promise<TestGateway> =>
  aGateway({ backends: NAMES, affinity: { own: rule }, routes: [{ pool: 'main', affinity: ['own'] }] });

function unhealthy(gateway: TestGateway, name: string): void {
  const { app } = gateway.application;
  const pool = app.get(PoolTable).find('main')!;
  app.get(BackendStates).setHealth(pool, pool.find(name)!, 'unhealthy', 'test');
}

/** The cookie that an answer sets, as the client sends it back. */
const cookieOf = (answer: { headers: { 'set-cookie'?: string[] } }): string =>
  answer.headers['set-cookie']![0].split(';')[0];

describe('a cookie of the gateway', () => {
  it('brings a client back to the backend that served it', async () => {
    const gateway = await ruled({ cookie: { keys: KEYS } });
    for (const name of NAMES) {
      const first = await gateway.fetch('/');
      expect(first.text).toBe(name);
      const headers = { cookie: `theme=dark; ${cookieOf(first)}` };
      for (let times = 0; times < 3; times++) {
        const next = await gateway.fetch('/', { method: 'POST', headers });
        expect([next.text, next.headers['set-cookie']]).toEqual([name, undefined]);
      }
    }
    expect((await gateway.application.app.get(StickySessionStore).list(undefined, {})).items).toEqual([]);
  });

  it('is out of reach of scripts, and stays at home', async () => {
    const gateway = await ruled({ cookie: { name: 'here', keys: KEYS, maxAge: '1h' } });
    const [field] = (await gateway.fetch('/')).headers['set-cookie']!;
    expect(field).toMatch(/^here=v1\.[\w-]+\.[\w-]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
  });

  it('comes beside those of the backend', async () => {
    const gateway = await ruled({ cookie: { keys: KEYS } });
    gateway.backend('a').answer((_, response) => response.writeHead(200, { 'set-cookie': 'own=1' }).end());
    expect((await gateway.fetch('/')).headers['set-cookie']).toEqual([
      'own=1',
      expect.stringMatching(/^lb-[0-9a-f]{10}=v1/),
    ]);
  });

  it('is not given with an error', async () => {
    const gateway = await ruled({ cookie: { keys: KEYS } });
    gateway.backend('a').answer((_, response) => response.writeHead(500).end());
    expect((await gateway.fetch('/')).headers).not.toHaveProperty('set-cookie');
  });

  it('that was forged counts for nothing', async () => {
    const gateway = await ruled({ cookie: { name: 'lb', keys: KEYS } });
    const forged = await gateway.fetch('/', { headers: { cookie: 'lb=v1.AAAAAAAAAAAAAAAA.AAAA' } });
    expect([forged.text, forged.headers['set-cookie']]).toEqual(['a', [expect.stringMatching(/^lb=v1/)]]);
  });

  it('leads to no other backend while its own is down, unless the rule says so', async () => {
    const gateway = await ruled({ cookie: { keys: KEYS } });
    const headers = { cookie: cookieOf(await gateway.fetch('/')) };
    unhealthy(gateway, 'a');
    expect(codeOf(await gateway.fetch('/', { headers }))).toBe('owner_unavailable');
  });

  it.each([
    ['reassign', true],
    ['fallback', false],
  ])('under %s: another backend, and another cookie: %j', async (onOwnerUnavailable, isNew) => {
    const gateway = await ruled({ cookie: { keys: KEYS }, onOwnerUnavailable });
    const headers = { cookie: cookieOf(await gateway.fetch('/')) };
    await gateway.kill('a');
    const answer = await gateway.fetch('/', { headers });
    expect(answer.text).toMatch(/[bc]/);
    expect(answer.headers['set-cookie'] !== undefined).toBe(isNew);
    if (isNew)
      expect((await gateway.fetch('/', { headers: { cookie: cookieOf(answer) } })).text).toBe(answer.text);
  });
});

describe('the hash of a key', () => {
  const rule = { mode: 'hash', key: [{ header: 'x-user' }] };
  const as = async (gateway: TestGateway, user: string): Promise<string> =>
    (await gateway.fetch('/', { headers: { 'x-user': user } })).text;
  const users = Array.from({ length: 30 }, (_, at) => `user-${at}`);

  it('names one backend for it, and all of them for many', async () => {
    const gateway = await ruled(rule);
    const owners = new Set<string>();
    for (const user of users) {
      const owner = await as(gateway, user);
      owners.add(owner);
      expect(await as(gateway, user)).toBe(owner);
    }
    expect([...owners].sort()).toEqual(NAMES);
    expect((await gateway.application.app.get(StickySessionStore).list(undefined, {})).items).toEqual([]);
  });

  it('names the same in every gateway', async () => {
    const [one, two] = [await ruled(rule), await ruled(rule)];
    for (const user of users) expect(await as(one, user)).toBe(await as(two, user));
  });

  it('leads to no other backend while its own is down, unless the rule says so', async () => {
    const gateway = await ruled(rule);
    const owner = await as(gateway, 'x');
    unhealthy(gateway, owner);
    expect(codeOf(await gateway.fetch('/', { headers: { 'x-user': 'x' } }))).toBe('owner_unavailable');
  });

  it('moves only the keys of a backend that is down', async () => {
    const gateway = await ruled({ ...rule, onOwnerUnavailable: 'fallback' });
    const before = await Promise.all(users.map((user) => as(gateway, user)));
    unhealthy(gateway, 'a');
    const after = await Promise.all(users.map((user) => as(gateway, user)));
    for (const [at, owner] of before.entries()) {
      if (owner === 'a') expect(after[at]).not.toBe('a');
      else expect(after[at]).toBe(owner);
    }
  });
});
