import * as fc from 'fast-check';
import { OwnerSearch } from '../../../apps/gateway/src/data-plane/affinity/owner-search/owner-search';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { aGatewayToItems, create, withRule } from './support/items-gateway';

const STRANGE = [
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%',
  '..',
  'a/b',
  'a:b{c}*',
  '🦊🦊',
  'é',
  'e\u0301',
  ' x ',
  '<script>',
  'x'.repeat(255),
];

describe('unexpected keys', () => {
  it.each(STRANGE)('%j is one resource, and no other', async (id) => {
    const { gateway, items } = await aGatewayToItems();
    await create(gateway, 'other');
    expect((await create(gateway, id)).text).toBe('created on b');
    expect([...items.b.kept.keys()]).toEqual([id]);
    expect((await create(gateway, id)).text).toBe('exists on b');
    expect((await create(gateway, 'other')).text).toBe('exists on a');
  });

  it.each(STRANGE.filter((id) => id !== '..' && !id.includes('%00')))(
    '%j is found under its path',
    async (id) => {
      const { gateway } = await aGatewayToItems();
      await create(gateway, 'other');
      await create(gateway, id);
      expect((await gateway.fetch(`/items/${encodeURIComponent(id)}`)).text).toBe('item on b');
    },
  );

  it('are remembered by a hash when they are 10 KB long', async () => {
    const { gateway } = await aGatewayToItems(undefined, {
      listen: { limits: { urlBytes: '15KiB', headerBytes: '16KiB' } },
    });
    const id = 'x'.repeat(10_000);
    expect((await create(gateway, id)).text).toBe('created on a');
    expect((await create(gateway, `${id.slice(1)}y`)).text).toBe('created on b');
    expect((await gateway.fetch(`/items/${id}`)).text).toBe('item on a');
    const page = await gateway.application.app.get(StickySessionStore).list(undefined, {});
    for (const { key } of page.items) expect(key.length).toBeLessThan(100);
  });

  it('are one resource however they are escaped', async () => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 'a b~é');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), async (escapes) => {
        const path = [...'a b~é']
          .map((character, at) => (escapes[at] || !/[\w~]/.test(character) ? escaped(character) : character))
          .join('');
        expect((await gateway.fetch(`/items/${path}`)).text).toBe('item on a');
      }),
      { numRuns: 20 },
    );
  });
});

describe('floods', () => {
  it('of ids without an owner are remembered within bounds, and cost no session in use', async () => {
    const { gateway } = await withRule({ maxSessions: 100, locate: { concurrency: 64 } }, ['a', 'b']);
    await create(gateway, 'used');
    await gateway.sequence(3, '/items/used');
    for (let at = 0; at < 600; at += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, id) => gateway.fetch(`/items/flood-${at + id}`)));
    }
    const store = gateway.application.app.get(StickySessionStore);
    expect((await store.list(undefined, {})).items.map(({ key }) => key)).toEqual(['items/main/used']);
    const { absent, refused } = gateway.application.app.get(OwnerSearch).counts;
    expect(absent + refused).toBe(600);
  });

  it('of creates push out only themselves', async () => {
    const { gateway } = await withRule({ maxSessions: 100 }, ['a', 'b']);
    await create(gateway, 'used');
    await gateway.sequence(3, '/items/used');
    for (let at = 0; at < 500; at += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, id) => create(gateway, `flood-${at + id}`)));
    }
    const { items } = await gateway.application.app.get(StickySessionStore).list(undefined, {});
    expect(items.length).toBeLessThanOrEqual(100);
    expect(items.map(({ key }) => key)).toContain('items/main/used');
  });
});

function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
