import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { aGatewayFrom, type FileGateway, listed, stubs } from './support/file-gateway';

const RULES = {
  affinity: { items: { key: [{ path: '/items/:id' }], claim: ['PUT'] } },
  routes: [{ path: '/', pool: 'main', affinity: ['items'] }],
};

async function aGatewayWithSessions(count: number) {
  const [a, b] = await stubs('a', 'b');
  const gateway = await aGatewayFrom({ ...RULES, pools: { main: { backends: listed(a, b) } } });
  const store = gateway.application.app.get(StickySessionStore);
  for (let at = 0; at < count; at++) await store.claim(`items/main/${at}`, 'a', 'create');
  const rename = (id: string) =>
    gateway.write({ ...RULES, pools: { main: { backends: [{ id, url: a.url }, ...listed(b)] } } });
  return { gateway, rename, url: a.url, store };
}

async function warnings(gateway: FileGateway): Promise<readonly string[]> {
  const report = JSON.parse((await gateway.reload()).text) as { warnings?: { message: string }[] };
  return (report.warnings ?? []).map(({ message }) => message);
}

describe('a reload that gives a backend another id', () => {
  it.each([
    [1, '1 session still'],
    [3, '3 sessions still'],
  ])('tells in its report and in an event how many sessions the old id owns: %i', async (count, text) => {
    const { gateway, rename, url } = await aGatewayWithSessions(count);
    rename('a1');
    const message = expect.stringContaining(`the backend at ${url} was a and is now a1, but ${text} name a`);
    expect(await warnings(gateway)).toEqual([message]);
    const events = gateway.application.app.get(EventLog).latest(10);
    const told = events
      .filter(({ event }) => event.kind === 'config.warned')
      .map(({ event }) => event.message);
    expect(told).toEqual([expect.stringContaining(`the backend at ${url} was a and is now a1`)]);
    expect((await gateway.fetch('/items/0')).status).toBe(503);
    rename('a');
    expect(await warnings(gateway)).toEqual([]);
    expect((await gateway.fetch('/items/0')).text).toBe('a');
  });

  it('is silent if the old id owns nothing, and once the id is back', async () => {
    const { gateway, rename } = await aGatewayWithSessions(0);
    rename('a1');
    expect(await warnings(gateway)).toEqual([]);
  });

  it('warns, too, if the store is not reachable', async () => {
    const { gateway, rename, store } = await aGatewayWithSessions(0);
    jest.spyOn(store, 'counts').mockRejectedValue(new Error('not now'));
    rename('a1');
    expect(await warnings(gateway)).toEqual([expect.stringContaining('an unknown number of sessions')]);
  });
});
