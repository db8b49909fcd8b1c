import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { changeState, codeOf, create, type ItemsGateway, withRule } from './support/items-gateway';

const unhealthy = (items: ItemsGateway, name: string): void =>
  changeState(items, name, (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));

/** Item 1 is created on `a`, which is then marked unhealthy. */
async function withOwnerDown(rule: object): Promise<ItemsGateway> {
  const all = await withRule(rule, undefined, { balance: 'first' });
  await create(all.gateway, 1);
  unhealthy(all, 'a');
  return all;
}

const again = (all: ItemsGateway): void =>
  changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'healthy', 'test'));

describe('while the owner is not available', () => {
  describe('and the rule is strict', () => {
    it.each(['GET', 'PUT', 'DELETE'])('refuses %s, and says when to try again', async (method) => {
      const { gateway } = await withOwnerDown({});
      const answer = await gateway.fetch('/items/1', { method });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(codeOf(answer)).toBe('owner_unavailable');
    });

    it('refuses to create what the owner may have, and creates it nowhere', async () => {
      const { gateway, items } = await withOwnerDown({});
      expect(codeOf(await create(gateway, 1))).toBe('owner_unavailable');
      expect([items.b.kept.size, items.c.kept.size]).toEqual([0, 0]);
    });

    it('still forgets what is deleted after a create was refused', async () => {
      const all = await withOwnerDown({});
      await create(all.gateway, 1);
      again(all);
      await all.gateway.fetch('/items/1', { method: 'DELETE' });
      expect(await all.gateway.application.app.get(StickySessionStore).find('items/main/1')).toBeUndefined();
    });

    it('lets the owner serve what it owns while it drains', async () => {
      const all = await withRule({}, undefined, { balance: 'first' });
      await create(all.gateway, 1);
      changeState(all, 'a', (states, pool, backend) => states.setMode(pool, backend, 'draining', 'test'));
      expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
      expect((await create(all.gateway, 2)).text).toBe('created on b');
    });

    it('lets the owner serve what it owns while it is ejected', async () => {
      const all = await withRule({});
      await create(all.gateway, 1);
      changeState(all, 'a', (states, pool, backend) => states.setEjected(pool, backend, true, 'test'));
      expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
    });
  });

  describe('and another may answer in its place', () => {
    it('asks another one, and the owner again when it is back', async () => {
      const all = await withOwnerDown({ onOwnerUnavailable: 'fallback' });
      expect((await all.gateway.fetch('/items/1')).text).toBe('not found on b');
      all.items.b.kept.set('1', 'copy');
      all.items.c.kept.set('1', 'copy');
      expect((await all.gateway.fetch('/items/1')).text).toMatch(/copy on [bc]/);
      again(all);
      expect(await all.gateway.sequence(3, '/items/1')).toEqual(Array(3).fill('item on a'));
    });

    it('does so when the owner refuses the connection, too', async () => {
      const { gateway, items } = await withRule({ onOwnerUnavailable: 'fallback' });
      await create(gateway, 1);
      items.b.kept.set('1', 'copy');
      items.c.kept.set('1', 'copy');
      await gateway.kill('a');
      expect((await gateway.fetch('/items/1')).text).toMatch(/copy on [bc]/);
      await gateway.restart('a');
      expect((await gateway.fetch('/items/1')).text).toBe('item on a');
    });

    it('leaves the record alone, whatever the other answers', async () => {
      const all = await withOwnerDown({ onOwnerUnavailable: 'fallback' });
      await all.gateway.fetch('/items/1', { method: 'DELETE' });
      expect((await create(all.gateway, 1)).status).toBe(201);
      again(all);
      expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
    });
  });

  describe('and another is to become the owner', () => {
    it('gives the resource to another one, for good', async () => {
      const all = await withOwnerDown({ onOwnerUnavailable: 'reassign' });
      all.items.b.kept.set('1', 'copy');
      expect((await all.gateway.fetch('/items/1')).text).toBe('copy on b');
      again(all);
      expect(await all.gateway.sequence(3, '/items/1')).toEqual(Array(3).fill('copy on b'));
    });

    it('gives it to one only, however many ask at once', async () => {
      const all = await withOwnerDown({ onOwnerUnavailable: 'reassign' });
      for (const name of ['b', 'c']) all.items[name].kept.set('1', 'copy');
      const answers = await Promise.all(Array.from({ length: 10 }, () => all.gateway.fetch('/items/1')));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('does so when the owner refuses the connection, too', async () => {
      const { gateway, items } = await withRule({ onOwnerUnavailable: 'reassign' });
      await create(gateway, 1);
      for (const name of ['b', 'c']) items[name].kept.set('1', 'copy');
      await gateway.kill('a');
      const [first] = await gateway.sequence(1, '/items/1');
      await gateway.restart('a');
      expect(await gateway.sequence(3, '/items/1')).toEqual(Array(3).fill(first));
    });
  });

  it('tells reads from writes where the rule does', async () => {
    const all = await withOwnerDown({ onOwnerUnavailable: { reads: 'fallback', writes: 'fail' } });
    all.items.b.kept.set('1', 'copy');
    expect((await all.gateway.fetch('/items/1')).text).toBe('copy on b');
    expect(codeOf(await all.gateway.fetch('/items/1', { method: 'PUT', body: 'x' }))).toBe(
      'owner_unavailable',
    );
  });
});

describe('a rule of a preferred binding', () => {
  it('sends the key to its owner while that has no more to do than others', async () => {
    const { gateway, items } = await withRule({ binding: 'preferred' });
    for (const name of ['a', 'b', 'c']) items[name].kept.set('1', 'copy');
    expect(await gateway.sequence(3, '/items/1')).toEqual(Array(3).fill('copy on a'));
  });

  it('sends it elsewhere while the owner may take no more, and back afterwards', async () => {
    const all = await withRule({ binding: 'preferred' });
    for (const name of ['a', 'b', 'c']) all.items[name].kept.set('1', 'copy');
    await all.gateway.fetch('/items/1');
    const owner = all.gateway.state('a');
    owner.maxInFlight = 1;
    owner.inFlight = 1;
    expect((await all.gateway.fetch('/items/1')).text).toMatch(/copy on [bc]/);
    owner.inFlight = 0;
    expect((await all.gateway.fetch('/items/1')).text).toBe('copy on a');
  });

  it('gives it to another one when the owner is down', async () => {
    const all = await withRule({ binding: 'preferred' });
    for (const name of ['a', 'b', 'c']) all.items[name].kept.set('1', 'copy');
    await all.gateway.fetch('/items/1');
    unhealthy(all, 'a');
    const [next] = await all.gateway.sequence(1, '/items/1');
    again(all);
    expect(await all.gateway.sequence(2, '/items/1')).toEqual([next, next]);
  });

  it('asks no backend about a key that it does not know', async () => {
    const { gateway } = await withRule({ binding: 'preferred' });
    expect((await gateway.fetch('/items/1', { method: 'PUT', body: 'x' })).text).toBe('not found on a');
  });
});
