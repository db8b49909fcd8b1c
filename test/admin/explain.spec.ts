import { type Explanation } from '@app/contracts';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { ask } from './support/operator';

async function explain(
  gateway: TestGateway,
  method: string,
  url: string,
  headers?: Record<string, string>,
  more?: { readonly body?: string; readonly client?: string },
): Promise<Explanation> {
  const answer = await ask(gateway, 'POST', '/api/explain', { method, url, headers, ...more });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as Explanation;
}

function findings({ steps }: Explanation): Record<string, string> {
  return Object.fromEntries(steps.map(({ stage, finding }) => [stage, finding]));
}

describe('explaining a request with an owner', () => {
  it('names route, owner, and why no other backend serves it', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    const explanation = await explain(gateway, 'GET', '/items/42');
    expect(explanation).toMatchObject({
      outcome: 'forwarded',
      pool: 'main',
      owner: { rule: 'items', key: '42', backend: 'a', state: 'confirmed' },
      choice: { pool: 'main', backend: 'a', among: ['a'], reason: 'owner' },
      refusal: null,
    });
    expect(explanation.candidates.map(({ id, eligible, reason }) => [id, eligible, reason])).toEqual([
      ['a', true, 'it is the owner'],
      ['b', false, 'it is not the owner'],
    ]);
    expect(findings(explanation).affinity).toBe('a owns it, and may serve it (unknown).');
    expect((await gateway.fetch('/items/42')).text).toBe('a');
  });

  it('still goes to the owner while it drains', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'draining' });
    expect((await explain(gateway, 'GET', '/items/42')).choice).toMatchObject({ backend: 'a' });
  });

  it('tells how it is refused when the owner is not there', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'disabled' });
    const explanation = await explain(gateway, 'GET', '/items/42');
    expect(explanation).toMatchObject({
      outcome: 'refused',
      choice: null,
      refusal: { status: 503, code: 'owner_unavailable' },
    });
    const answer = await gateway.fetch('/items/42');
    expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: explanation.refusal!.code });
  });
});

it('tells that a request without a known owner is refused by a rule that says fail', async () => {
  const items = { key: [{ path: '/items/:id' }], onUnknownOwner: 'fail' };
  const gateway = await aGateway({ backends: ['a', 'b'], affinity: { items } });
  const explanation = await explain(gateway, 'GET', '/items/42');
  expect(explanation).toMatchObject({ outcome: 'refused', refusal: { status: 503, code: 'owner_unknown' } });
  expect((await gateway.fetch('/items/42')).status).toBe(503);
});

describe('explaining a request whose owner is not there, by a rule that does not fail', () => {
  it.each([
    ['fallback', 'so another backend serves the request, and the owner stays'],
    ['reassign', 'so another backend becomes the owner'],
  ])('tells what follows from %s, which is what happens', async (onOwnerUnavailable, consequence) => {
    const affinity = { items: { key: [{ path: '/items/:id' }, { query: 'item_id' }], onOwnerUnavailable } };
    const routes = [{ path: '/', pool: 'main', affinity: ['items'] }];
    const gateway = await aGateway({ backends: ['a', 'b'], affinity, routes });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'disabled' });
    const explanation = await explain(gateway, 'GET', '/items/42');
    expect(findings(explanation).affinity).toContain(consequence);
    expect(explanation.choice).toMatchObject({ backend: 'b' });
    expect((await gateway.fetch('/items/42')).text).toBe('b');
  });
});

describe('explaining a request by a rule that keeps no table', () => {
  const ruled = (rule: object): Promise<TestGateway> =>
    aGateway({
      backends: ['a', 'b', 'c'],
      affinity: { own: rule },
      routes: [{ path: '/', pool: 'main', affinity: ['own'] }],
    });
  const cookies = { cookie: { keys: ['k'.repeat(32)] } };
  const hashes = { mode: 'hash', key: [{ header: 'x-user' }] };

  async function withCookie(rule = {}): Promise<[TestGateway, Record<string, string>]> {
    const gateway = await ruled({ ...cookies, ...rule });
    const { text, headers } = await gateway.fetch('/');
    expect(text).toBe('a');
    return [gateway, { cookie: headers['set-cookie']![0].split(';')[0] }];
  }

  it('tells whom the cookie names', async () => {
    const [gateway, headers] = await withCookie();
    const explanation = await explain(gateway, 'GET', '/', headers);
    expect(findings(explanation).affinity).toBe('By rule own, the cookie names a (unknown).');
    expect(explanation.choice).toMatchObject({ backend: 'a', reason: 'cookie' });
    expect(explanation.candidates.map(({ eligible }) => eligible)).toEqual([true, false, false]);
    expect((await gateway.fetch('/', { headers })).text).toBe('a');
  });

  it('reports that no valid credentials have come, and uses no turn', async () => {
    const gateway = await ruled({ cookie: { ...cookies.cookie, name: 'lb' } });
    for (const headers of [undefined, { cookie: 'lb=v1.forged.forged' }]) {
      const explanation = await explain(gateway, 'GET', '/', headers);
      expect(findings(explanation).affinity).toContain('The request has no valid cookie');
      expect(explanation.choice).toMatchObject({ backend: 'a', reason: 'miss' });
    }
    expect((await gateway.fetch('/')).text).toBe('a');
  });

  it('tells whom the hash of the key names', async () => {
    const gateway = await ruled(hashes);
    for (let at = 0; at < 10; at++) {
      const headers = { 'x-user': `user-${at}` };
      const { choice, steps } = await explain(gateway, 'GET', '/', headers);
      const { text } = await gateway.fetch('/', { headers });
      expect(choice).toMatchObject({ backend: text, reason: 'hash' });
      const [{ finding }] = steps.filter(({ stage }) => stage === 'affinity');
      expect(finding).toBe(`By rule own, the hash of the key names ${text} (unknown).`);
    }
    expect((await explain(gateway, 'GET', '/')).choice).toMatchObject({ reason: 'no-key' });
  });

  it.each([
    ['fail', null],
    ['fallback', 'fallback'],
  ])('tells what follows under %s when whom they name is disabled', async (onOwnerUnavailable, reason) => {
    const [gateway, cookie] = await withCookie({ onOwnerUnavailable });
    const hashing = await ruled({ ...hashes, onOwnerUnavailable });
    const user = { 'x-user': 'x' };
    const { text } = await hashing.fetch('/', { headers: user });
    const asked = [
      [gateway, cookie, 'a'],
      [hashing, user, text],
    ] as const;
    for (const [asks, headers, named] of asked) {
      await ask(asks, 'PATCH', `/api/pools/main/backends/${named}`, { state: 'disabled' });
      const { choice, refusal } = await explain(asks, 'GET', '/', headers);
      expect([choice?.reason ?? null, refusal?.code ?? null]).toEqual([
        reason,
        reason === null ? 'owner_unavailable' : null,
      ]);
      const answer = await asks.fetch('/', { headers });
      if (choice === null) expect(answer.status).toBe(503);
      else expect(answer.text).toBe(choice.backend);
    }
  });
});

describe('explaining a request that names its resource in the body', () => {
  it('reads it as the gateway would', async () => {
    const affinity = { rooms: { key: [{ body: '/room' }] } };
    const routes = [{ path: '/', pool: 'main', affinity: ['rooms'] }];
    const gateway = await aGateway({ backends: ['a', 'b'], affinity, routes });
    const body = '{"room": "lobby"}';
    const headers = { 'content-type': 'application/json' };
    const { text } = await gateway.fetch('/join', { method: 'POST', headers, body });
    const explanation = await explain(gateway, 'POST', '/join', {}, { body });
    expect(explanation).toMatchObject({
      owner: { key: 'lobby', backend: text },
      choice: { reason: 'owner' },
    });
    const twice = { body: '{"room": "lobby", "room": "hall"}' };
    expect((await explain(gateway, 'POST', '/join', {}, twice)).refusal).toMatchObject({ status: 400 });
    expect((await explain(gateway, 'POST', '/join', {}, { body: '{}' })).choice).toMatchObject({
      reason: 'no-key',
    });
  });

  it('takes a body and a client that can be, and no others', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    for (const wrong of [{ body: 1 }, { client: 'nowhere' }, { body: 'x'.repeat(65_537) }]) {
      const { status } = await ask(gateway, 'POST', '/api/explain', { method: 'GET', url: '/', ...wrong });
      expect(status).toBe(422);
    }
  });
});

describe('explaining a request without an owner', () => {
  it('names the backend of the next turn without using it, however often it is asked', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c'] });
    for (const expected of ['a', 'b', 'c', 'a']) {
      for (let times = 0; times < 3; times++)
        expect((await explain(gateway, 'GET', '/')).choice).toMatchObject({
          backend: expected,
          reason: 'no-key',
        });
      expect((await gateway.fetch('/')).text).toBe(expected);
    }
  });

  it('tells that a create will own it, and claims nothing', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const explanation = await explain(gateway, 'POST', '/items/?item_id=42');
    expect(explanation.choice).toMatchObject({ backend: 'a', reason: 'claimed' });
    expect(explanation.owner).toMatchObject({
      rule: 'items',
      pool: 'main',
      key: '42',
      backend: null,
      state: null,
    });
    expect((await ask(gateway, 'GET', '/api/sticky-sessions')).text).toContain('"sessions":[]');
  });

  it('tells who is passed over, and why', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c'] });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'draining' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/b', { state: 'disabled' });
    const { candidates } = await explain(gateway, 'GET', '/');
    expect(candidates.map(({ eligible, reason }) => [eligible, reason])).toEqual([
      [false, 'it gets no new requests'],
      [false, 'an operator has disabled it'],
      [true, 'it is selected'],
    ]);
  });

  it('names all among whom chance decides', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'], pool: { balance: 'random' } });
    expect((await explain(gateway, 'GET', '/')).choice).toMatchObject({ backend: null, among: ['a', 'b'] });
  });

  it('reports that no backend is left', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'disabled' });
    expect((await explain(gateway, 'GET', '/')).refusal).toMatchObject({ code: 'no_backend_available' });
  });

  it('sends nothing', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await explain(gateway, 'DELETE', '/items/1');
    expect(gateway.backend('a').requests).toEqual([]);
  });
});

describe('explaining a request by its route', () => {
  const routes: GatewayOptions['routes'] = [
    { host: 'old.example', path: '/', redirect: { to: 'https://new.example', status: 308 } },
    { path: '/team', pool: 'main', headers: { 'x-team': 'shop' }, deny: ['10.0.0.0/8'] },
  ];

  it('looks at host and headers', async () => {
    const gateway = await aGateway({ backends: ['a'], routes });
    expect((await explain(gateway, 'GET', '/team', { 'X-Team': 'shop' })).route).toBe('/team');
    expect((await explain(gateway, 'GET', 'http://old.example/x')).outcome).toBe('answered');
    expect((await explain(gateway, 'GET', '/x', { host: 'old.example' })).outcome).toBe('answered');
  });

  it('names the requirements of the route', async () => {
    const [route] = routes.slice(1);
    const limited = [{ ...route, rateLimit: { limit: '10/1m' } }];
    const gateway = await aGateway({ backends: ['a'], routes: limited });
    const explanation = await explain(gateway, 'GET', '/team', { 'x-team': 'shop' });
    expect(findings(explanation).admission).toContain('a rate limit');
  });

  it('refuses a client from an address that is not allowed', async () => {
    const gateway = await aGateway({ backends: ['a'], routes });
    const from = (client: string) => explain(gateway, 'GET', '/team', { 'x-team': 'shop' }, { client });
    expect((await from('10.1.2.3')).refusal).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await from('192.0.2.1')).refusal).toBeNull();
  });

  it.each([
    ['GET', '/nowhere', 404, 'no_route'],
    ['CONNECT', '/', 405, 'method_not_allowed'],
    ['GET', `/${'x'.repeat(9_000)}`, 414, 'url_too_long'],
  ])('tells how the gateway refuses %s %s', async (method, url, status, code) => {
    const gateway = await aGateway({ backends: ['a'], routes });
    expect(await explain(gateway, method, url)).toMatchObject({
      outcome: 'refused',
      refusal: { status, code },
    });
  });
});
