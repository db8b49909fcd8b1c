import { aGatewayFrom, type FileGateway, listed, stubs } from './support/file-gateway';

const KEY = [{ path: '/orders/:id' }];

function routed(pool: string, pools: object, rule: object = {}): Record<string, object> {
  return {
    pools,
    affinity: { orders: { key: KEY, claim: ['PUT'], ...rule } },
    routes: [{ path: '/', pool, affinity: ['orders'] }],
  };
}

async function warnings(gateway: FileGateway): Promise<readonly string[]> {
  const report = JSON.parse((await gateway.reload()).text) as { warnings?: { message: string }[] };
  return (report.warnings ?? []).map(({ message }) => message);
}

describe('a route that a reload gives another pool', () => {
  async function switched() {
    const [blue, green] = [await stubs('blue0', 'blue1'), await stubs('green0', 'green1')];
    const pools = { blue: { backends: listed(...blue) }, green: { backends: listed(...green) } };
    const gateway = await aGatewayFrom(routed('blue', pools));
    const owner = (await gateway.fetch('/orders/1', { method: 'PUT', body: 'x' })).text;
    gateway.write(routed('green', pools));
    const told = await warnings(gateway);
    return { gateway, owner, told, pools, blue };
  }

  it('leaves to the former pool what it owns, and gives the new one what is new', async () => {
    const { gateway, owner } = await switched();
    for (let round = 0; round < 3; round++) {
      expect((await gateway.fetch('/orders/1')).text).toBe(owner);
      expect((await gateway.fetch('/orders/1', { method: 'PUT', body: 'x' })).text).toBe(owner);
    }
    expect((await gateway.fetch('/orders/2', { method: 'PUT', body: 'x' })).text).toMatch(/^green/);
    expect((await gateway.fetch('/orders/2')).text).toMatch(/^green/);
  });

  it('reports how many sessions stay behind', async () => {
    const { told } = await switched();
    expect(told).toContainEqual(expect.stringContaining('1 session of rule orders stays in pool blue'));
  });

  it('refuses what the former pool owns while its owner is down', async () => {
    const { gateway, owner, blue } = await switched();
    await blue[Number(owner.at(-1))].stop();
    expect((await gateway.fetch('/orders/1')).status).toBe(503);
  });
});

describe('one rule for routes of two pools', () => {
  it.each([
    ['strict', {}],
    ['reassign', { onOwnerUnavailable: 'reassign' }],
    ['fallback', { onOwnerUnavailable: 'fallback' }],
    ['preferred', { binding: 'preferred' }],
  ])('keeps an owner in each of them: %s', async (_, rule) => {
    const [shop, blog] = [await stubs('shop0', 'shop1'), await stubs('blog0', 'blog1')];
    const gateway = await aGatewayFrom({
      pools: { shop: { backends: listed(...shop) }, blog: { backends: listed(...blog) } },
      affinity: { user: { key: [{ header: 'X-User' }], claim: ['GET'], ...rule } },
      routes: ['shop', 'blog'].map((pool) => ({ path: `/${pool}`, pool, affinity: ['user'] })),
    });
    const served = { shop: new Set<string>(), blog: new Set<string>() };
    for (let round = 0; round < 5; round++)
      for (const [pool, names] of Object.entries(served))
        names.add((await gateway.fetch(`/${pool}`, { headers: { 'x-user': 'ann' } })).text);
    expect([...served.shop, ...served.blog]).toEqual([
      expect.stringMatching(/^shop/),
      expect.stringMatching(/^blog/),
    ]);
  });
});
