import { StickySessionStore } from '../../../apps/gateway/src/proxy/affinity/sticky-session.store';
import { rawRequest } from '../../support/raw.request';
import { aGateway, type TestGateway } from '../../support/test.gateway';

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

  it('lead to the owner of the one that is known', async () => {
    const gateway = await aGateway({
      backends: ['a', 'b', 'c'],
      affinity: { sessions: { key: [{ cookie: 'sid' }], learn: [{ setCookie: 'sid' }] } },
      routes: [{ path: '/', pool: 'main', affinity: ['sessions'] }],
    });
    const store = gateway.application.app.get(StickySessionStore);
    await store.claim('sessions/known', 'b', 'operator');
    for (const lines of placings('sid', 'known', ['stale', 'other', '']))
      expect([lines, await answered(gateway, lines)]).toEqual([lines, 'b']);
  });
});
