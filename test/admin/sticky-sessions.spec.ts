import { type SessionPage, type SessionStatus } from '@app/contracts';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { ask, read } from './support/operator';

const SESSIONS = '/api/sticky-sessions';

async function aGatewayWithItems(...ids: (string | number)[]): Promise<TestGateway> {
  const gateway = await aGateway({ backends: ['a', 'b'] });
  for (const id of ids) await gateway.fetch(`/items/?item_id=${encodeURIComponent(id)}`, { method: 'POST' });
  return gateway;
}

async function keys(gateway: TestGateway, query: string): Promise<string[]> {
  const { sessions } = await read<SessionPage>(gateway, `${SESSIONS}${query}`);
  return sessions.map(({ key }) => key);
}

describe('GET /api/sticky-sessions', () => {
  it('tells who owns what, and how that is known', async () => {
    const gateway = await aGatewayWithItems(42);
    expect(await read(gateway, SESSIONS)).toEqual({
      sessions: [
        {
          rule: 'items',
          pool: 'main',
          key: '42',
          backend: 'a',
          state: 'confirmed',
          origin: 'create',
          epoch: expect.any(Number),
          proven: false,
          pending: 0,
          pendingUntil: null,
          age: expect.any(Number),
          idle: expect.any(Number),
        },
      ],
      next: null,
    });
  });

  it('finds by the beginning of the key, the exact one first', async () => {
    const gateway = await aGatewayWithItems('421', '42', '7', '4');
    expect(await keys(gateway, '?key=42')).toEqual(['42', '421']);
    expect((await keys(gateway, '?key=4')).sort()).toEqual(['4', '42', '421']);
    expect(await keys(gateway, '?key=9')).toEqual([]);
  });

  it('finds by rule and by backend', async () => {
    const gateway = await aGatewayWithItems(1, 2, 3);
    expect((await keys(gateway, '?backend=a')).sort()).toEqual(['1', '3']);
    expect(await keys(gateway, '?backend=a&key=2')).toEqual([]);
    expect(await keys(gateway, '?rule=items')).toHaveLength(3);
    expect(await keys(gateway, '?rule=others')).toEqual([]);
  });

  it('tells each of them once, page by page', async () => {
    const ids = Array.from({ length: 7 }, (_, number) => `k${number}`);
    const gateway = await aGatewayWithItems(...ids);
    const found: string[] = [];
    let after = '';
    for (let next: string | null = ''; next !== null; after = `&after=${next}`) {
      const page = await read<SessionPage>(gateway, `${SESSIONS}?limit=3&key=k${after}`);
      expect(page.sessions.length).toBeLessThanOrEqual(3);
      found.push(...page.sessions.map(({ key }) => key));
      next = page.next;
    }
    expect(found.sort()).toEqual(ids);
  });

  it('finds a key of any characters, and one that is remembered by its hash', async () => {
    const odd = 'a/b?c%d ü\u2028*';
    const long = 'x'.repeat(1_000);
    const gateway = await aGatewayWithItems(odd, long);
    expect(await keys(gateway, `?key=${encodeURIComponent(odd)}`)).toEqual([odd]);
    expect(await keys(gateway, `?key=${long}`)).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    const one = await read<SessionStatus>(gateway, `${SESSIONS}/items/${encodeURIComponent(odd)}`);
    expect(one).toMatchObject({ key: odd });
  });
});

describe('moving a sticky session', () => {
  it('sends what comes next to the new owner', async () => {
    const gateway = await aGatewayWithItems(1);
    const answer = await ask(gateway, 'POST', `${SESSIONS}/items/1/move`, { backend: 'b' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      expect.objectContaining({ key: '1', backend: 'b', state: 'confirmed', origin: 'operator' }),
    ]);
    expect(await gateway.sequence(3, '/items/1')).toEqual(['b', 'b', 'b']);
  });
});

describe('forgetting a sticky session', () => {
  it('gives the resource to the backend that proves to have it', async () => {
    const gateway = await aGatewayWithItems(1);
    expect((await ask(gateway, 'DELETE', `${SESSIONS}/items/1`)).status).toBe(200);
    expect((await ask(gateway, 'DELETE', `${SESSIONS}/items/1`)).status).toBe(404);
    expect(await keys(gateway, '')).toEqual([]);
    await gateway.fetch('/items/1', { method: 'PUT' });
    expect(await keys(gateway, '')).toEqual(['1']);
  });
});
