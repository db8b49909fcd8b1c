import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../../apps/gateway/src/data-plane/affinity/sticky-session';
import { codeOf, create, type ItemsGateway, withRule } from './support/items-gateway';

const EPOCH = 'x-owner-epoch';

/** The epochs that were sent to a backend, in order. */
function epochsAt({ gateway }: ItemsGateway, name: string): (string | undefined)[] {
  return gateway.backend(name).requests.map(({ message }) => message.headers[EPOCH] as string | undefined);
}

async function sessionOf({ gateway }: ItemsGateway): Promise<StickySession> {
  return (await gateway.application.app.get(StickySessionStore).find('items/main/1'))!;
}

/** Item 1 is on `a`, which refuses epochs below `seen` from now on, as a guard does. */
async function withGuard(seen: (epoch: number) => number, rule: object = {}): Promise<ItemsGateway> {
  const all = await withRule(rule, undefined, { balance: 'first' });
  await create(all.gateway, 1);
  const newest = seen(Number(epochsAt(all, 'a')[0]));
  const { answering } = all.items.a;
  all.gateway.backend('a').answer((request, response) => {
    if (Number(request.headers[EPOCH]) >= newest) return answering(request, response);
    request.resume();
    return response.writeHead(421, { [EPOCH]: newest }).end('stale');
  });
  return all;
}

describe('the epoch of an ownership', () => {
  it('is told to the owner with each request, from the create on, and stays the same', async () => {
    const all = await withRule({}, undefined, { balance: 'first' });
    await create(all.gateway, 1);
    await all.gateway.fetch('/items/1');
    await all.gateway.fetch('/items/1', { method: 'PUT', body: 'x' });
    const { generation } = await sessionOf(all);
    expect(epochsAt(all, 'a')).toEqual(Array.from({ length: 3 }, () => String(generation)));
  });

  it('is not what a client says, however it writes the name', async () => {
    const all = await withRule({}, undefined, { balance: 'first' });
    await create(all.gateway, 1);
    const { generation } = await sessionOf(all);
    await all.gateway.fetch('/items/1', { headers: { 'X-OWNER-epoch': '9007199254740991' } });
    await all.gateway.fetch('/other', { headers: { 'X-Owner-Epoch': '7' } });
    expect(epochsAt(all, 'a').slice(1)).toEqual([String(generation), undefined]);
  });

  it('grows when the resource is moved, and when it is created anew', async () => {
    const all = await withRule({}, undefined, { balance: 'first' });
    await create(all.gateway, 1);
    const store = all.gateway.application.app.get(StickySessionStore);
    all.items.b.kept.set('1', 'moved');
    await store.move(await sessionOf(all), 'b', 'operator');
    await all.gateway.fetch('/items/1', { method: 'DELETE' });
    await create(all.gateway, 1);
    const [first] = epochsAt(all, 'a').map(Number);
    const [second] = epochsAt(all, 'b').map(Number);
    expect(second).toBeGreaterThan(first);
    expect(epochsAt(all, 'a').map(Number).at(-1)).toBeGreaterThan(second);
  });

  it.each([{ ownerEpoch: false }, { binding: 'preferred' }])('is not told under %j', async (rule) => {
    const all = await withRule(rule, undefined, { balance: 'first' });
    await create(all.gateway, 1);
    await all.gateway.fetch('/items/1');
    expect(epochsAt(all, 'a')).toEqual([undefined, undefined]);
  });

  it('is told where the owner had to be searched, and not to the backends that are only asked', async () => {
    const all = await withRule({}, undefined, { balance: 'first' });
    all.items.b.kept.set('1', 'item');
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on b');
    const { generation } = await sessionOf(all);
    const told = all.gateway
      .backend('b')
      .requests.map(({ message }) => [message.method, message.headers[EPOCH]]);
    expect(told).toEqual([
      ['HEAD', undefined],
      ['GET', String(generation)],
    ]);
  });
});

describe('a request that its owner refuses as outdated', () => {
  it('goes to the owner that there is by now', async () => {
    const all = await withGuard((epoch) => epoch + 1);
    all.items.b.kept.set('1', 'moved');
    const store = all.gateway.application.app.get(StickySessionStore);
    const { answering } = all.items.a;
    const session = await sessionOf(all);
    all.gateway.backend('a').answer(async (request, response) => {
      // It is moved while the request is on its way.
      const moved = await store.move(session, 'b', 'operator');
      if (moved === undefined) return answering(request, response);
      request.resume();
      return response.writeHead(421, { [EPOCH]: session.generation + 1 }).end();
    });
    expect(await all.gateway.fetch('/items/1', { method: 'PUT', body: 'new' })).toMatchObject({
      status: 200,
      text: 'new on b',
    });
  });

  it('goes to the same owner under a new epoch if the resource was not moved after all', async () => {
    const all = await withGuard((epoch) => epoch + 1);
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
    expect((await sessionOf(all)).generation).toBeGreaterThan(Number(epochsAt(all, 'a')[0]));
    expect((await all.gateway.admin('/metrics')).text).toContain(
      'load_distributer_sticky_events_total{event="stale-epoch"} 1',
    );
  });

  it('does so with a create of what exists', async () => {
    const all = await withGuard((epoch) => epoch + 1);
    expect((await create(all.gateway, 1)).text).toBe('exists on a');
    expect(await sessionOf(all)).toMatchObject({ pending: 0, backendId: 'a' });
  });

  it('is refused by the gateway if the epoch that the backend names is forged', async () => {
    const all = await withGuard(() => Number.MAX_SAFE_INTEGER);
    const before = all.gateway.backend('a').requests.length;
    const answer = await all.gateway.fetch('/items/1');
    expect([answer.status, codeOf(answer)]).toEqual([503, 'owner_unavailable']);
    expect(all.gateway.backend('a').requests.length - before).toBe(3);
  });

  it.each(['-1', 'x', '', '99999999999999999999', '3.5'])(
    'is answered as the backend says if it names %j',
    async (epoch) => {
      const all = await withRule({}, undefined, { balance: 'first' });
      await create(all.gateway, 1);
      all.gateway
        .backend('a')
        .answer((_request, response) => response.writeHead(421, { [EPOCH]: epoch }).end('no'));
      expect(await all.gateway.fetch('/items/1')).toMatchObject({ status: 421, text: 'no' });
    },
  );
});
