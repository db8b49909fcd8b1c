import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Explanation } from '@app/contracts';
import { ask } from '../../admin/support/operator';
import { rawRequest } from '../../support/raw-request';
import { aGateway, type TestGateway } from '../../support/test-gateway';

const KEYS = ['k'.repeat(32)];

/** The backend that answers a request with these `Cookie` lines, and whether the gateway gave another cookie. */
async function answered(gateway: TestGateway, lines: readonly string[], path = '/'): Promise<string> {
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: a',
    ...lines.map((line) => `Cookie: ${line}`),
    'Connection: close',
  ];
  const answer = await rawRequest(gateway.port, `${head.join('\r\n')}\r\n\r\n`);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** The owner and the backend that the operator's explanation names for a request with these cookies. */
async function explained(gateway: TestGateway, url: string, cookies: string): Promise<unknown[]> {
  const body = { method: 'GET', url, headers: { Cookie: cookies } };
  const answer = await ask(gateway, 'POST', '/api/explain', body);
  const { owner, choice } = JSON.parse(answer.text) as Explanation;
  return [owner?.backend, choice?.backend];
}

/** A valid value among stale ones, at every place, in one line and in several. */
function placings(name: string, valid: string, stale: readonly string[]): string[][] {
  const orders = [...stale, ''].map((_, at) => [...stale.slice(0, at), valid, ...stale.slice(at)]);
  return orders.flatMap((values) => {
    const pairs = values.map((value) => `${name}=${value}`);
    return [
      [pairs.join('; ')],
      [`x=1; ${pairs.join(';')}; y=2`],
      pairs,
      [pairs[0], pairs.slice(1).join('; ')],
    ];
  });
}

describe('several cookies of one name', () => {
  it('lead to the backend that the valid one names', async () => {
    const gateway = await aGateway({
      backends: ['a', 'b', 'c'],
      affinity: { own: { cookie: { name: 'lb', keys: KEYS } } },
      routes: [{ path: '/', pool: 'main', affinity: ['own'] }],
    });
    const { text, headers } = await gateway.fetch('/');
    const valid = headers['set-cookie']![0].split(';')[0].slice('lb='.length);
    const forged = `${valid.slice(0, -2)}xx`;
    for (const lines of placings('lb', valid, ['stale', forged, 'v1.a.b', '']))
      expect([lines, await answered(gateway, lines)]).toEqual([lines, text]);
  });

  it.each([
    { what: 'a cookie', key: [{ cookie: 'sid' }], path: '/', known: 'known' },
    {
      what: 'a cookie and a query parameter',
      key: [{ all: [{ query: 'of' }, { cookie: 'sid' }] }],
      path: '/?of=1',
      known: '1/known',
    },
    {
      what: 'two cookies',
      key: [{ all: [{ cookie: 'sid' }, { cookie: 'app' }] }],
      path: '/',
      known: 'known/app-2',
      others: '; app=app-1; app=app-2',
    },
  ])('lead to the owner of the one that is known, where the key is $what', async (row) => {
    const { key, path, known, others = '' } = row;
    const gateway = await aGateway({
      backends: ['a', 'b', 'c'],
      affinity: { sessions: { key } },
      routes: [{ path: '/', pool: 'main', affinity: ['sessions'] }],
    });
    const store = gateway.application.app.get(StickySessionStore);
    await store.claim(`sessions/main/${known}`, 'b', 'operator');
    for (const stale of [
      ['stale', 'other', ''],
      ['', 'stale'],
    ])
      for (const lines of placings('sid', 'known', stale)) {
        const all = [...lines.slice(0, -1), `${lines[lines.length - 1]}${others}`];
        expect([all, await answered(gateway, all, path)]).toEqual([all, 'b']);
        expect([all, await explained(gateway, path, all.join('; '))]).toEqual([all, ['b', 'b']]);
      }
  });

  it('look up no more keys than are bounded, where the key is put together', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      affinity: { sessions: { key: [{ all: [{ cookie: 'x' }, { cookie: 'y' }, { cookie: 'z' }] }] } },
      routes: [{ path: '/', pool: 'main', affinity: ['sessions'] }],
    });
    const find = jest.spyOn(gateway.application.app.get(StickySessionStore), 'find');
    const flood = ['x', 'y', 'z'].flatMap((name) => Array.from({ length: 99 }, (_, at) => `${name}=${at}`));
    expect(await answered(gateway, [flood.join('; ')])).toBe('a');
    expect(find.mock.calls.length).toBeLessThanOrEqual(16 + 1);
  });

  it.each(['cookie', 'query'] as const)(
    'have their hash made of the first %s that is not empty',
    async (from) => {
      const gateway = await aGateway({
        backends: ['a', 'b', 'c', 'd'],
        pool: { balance: 'consistent-hash', hashKey: { [from]: 'k' } },
      });
      const send = (values: readonly string[]): Promise<string> => {
        const pairs = values.map((value) => `k=${value}`);
        return from === 'cookie'
          ? answered(gateway, [pairs.join('; ')])
          : answered(gateway, [], `/?${pairs.join('&')}`);
      };
      for (const value of ['1', '2', '3', '4', '5'])
        expect(await send(['', value, 'other'])).toBe(await send([value]));
    },
  );
});
