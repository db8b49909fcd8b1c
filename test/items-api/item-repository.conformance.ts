import { type Item } from '@app/contracts';
import { type ItemRepository } from '../../apps/items-api/src/items/item.repository';

type Awaitable<T> = T | Promise<T>;

/** The promises of ItemRepository, for every store that makes them; `make` gives an empty one each time. */
export function describeItemRepository(name: string, make: () => Awaitable<ItemRepository>): void {
  describe(`${name}, as an ItemRepository,`, () => {
    let repository: ItemRepository;

    beforeEach(async () => {
      repository = await make();
    });

    const item = (item_id: number, fields: Partial<Item> = {}): Item => ({
      item_id,
      name: `Item${item_id}`,
      price: 10,
      ...fields,
    });
    const fill = async (...ids: number[]) => {
      for (const id of ids) await repository.insert(item(id));
    };
    const idsOf = async (limit: number, after?: number) =>
      (await repository.list({ limit, after })).map((listed) => listed.item_id);

    it('finds what was inserted', async () => {
      expect(await repository.insert(item(1))).toBe(true);
      expect(await repository.find(1)).toEqual(item(1));
    });

    it('finds nothing where nothing was inserted', async () => {
      expect(await repository.find(1)).toBeUndefined();
    });

    it('refuses a second item of one id and keeps the first', async () => {
      await repository.insert(item(1));
      expect(await repository.insert(item(1, { name: 'Other' }))).toBe(false);
      expect(await repository.find(1)).toEqual(item(1));
    });

    it('lets exactly one of many concurrent inserts of one id win', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `Item by client ${index}`);
      const won = await Promise.all(names.map((name) => repository.insert(item(1, { name }))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await repository.find(1))?.name).toBe(names[won.indexOf(true)]);
    });

    it('replaces an item', async () => {
      await fill(1, 2);
      expect(await repository.replace(item(1, { name: 'New', price: 20 }))).toBe(true);
      expect(await repository.find(1)).toEqual(item(1, { name: 'New', price: 20 }));
      expect(await repository.find(2)).toEqual(item(2));
    });

    it('replaces nothing where there is nothing', async () => {
      expect(await repository.replace(item(1))).toBe(false);
      expect(await repository.find(1)).toBeUndefined();
    });

    it('removes an item once', async () => {
      await fill(1, 2);
      expect(await repository.remove(1)).toBe(true);
      expect(await repository.find(1)).toBeUndefined();
      expect(await repository.remove(1)).toBe(false);
      expect(await repository.find(2)).toEqual(item(2));
    });

    it('lets exactly one of many concurrent removes win', async () => {
      await fill(1);
      const removed = await Promise.all(Array.from({ length: 20 }, () => repository.remove(1)));
      expect(removed.filter(Boolean)).toHaveLength(1);
    });

    it('takes an id again after its item was removed', async () => {
      await fill(1);
      await repository.remove(1);
      expect(await repository.insert(item(1, { name: 'Again' }))).toBe(true);
      expect(await repository.find(1)).toEqual(item(1, { name: 'Again' }));
    });

    it('lists the items by id, not by age and not as texts', async () => {
      await fill(10, 9, 100, 0);
      expect(await idsOf(10)).toEqual([0, 9, 10, 100]);
    });

    it('lists no more items than asked for, from behind the given id on', async () => {
      await fill(1, 2, 3, 4, 5);
      expect(await idsOf(2)).toEqual([1, 2]);
      expect(await idsOf(2, 2)).toEqual([3, 4]);
      expect(await idsOf(2, 4)).toEqual([5]);
      expect(await idsOf(2, 5)).toEqual([]);
    });

    it('lists on from an id that is not, or no longer, there', async () => {
      await fill(1, 3, 5);
      await repository.remove(3);
      expect(await idsOf(10, 3)).toEqual([5]);
      expect(await idsOf(10, 4)).toEqual([5]);
    });

    it('lists each item once', async () => {
      await fill(1, 2);
      await repository.replace(item(1, { name: 'New' }));
      await repository.insert(item(2));
      expect(await repository.list({ limit: 10 })).toEqual([item(1, { name: 'New' }), item(2)]);
    });

    it.each([0, Number.MAX_SAFE_INTEGER])('keeps the id %d as it is', async (id) => {
      await fill(id);
      expect(await repository.find(id)).toEqual(item(id));
      expect(await idsOf(10)).toEqual([id]);
      expect(await idsOf(10, Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    it.each(['', 'Ä \u{1F600} \u202e', "'; DROP TABLE items; --", ' \r\n\t', 'x'.repeat(1000)])(
      'keeps the name %j as it is',
      async (name) => {
        await repository.insert(item(1, { name }));
        expect((await repository.find(1))?.name).toBe(name);
      },
    );

    it.each([0, -1.5, 0.1, 1e-300, 1.7976931348623157e308, 2 ** 60])(
      'keeps the price %d as it is',
      async (price) => {
        await repository.insert(item(1, { price }));
        expect((await repository.find(1))?.price).toBe(price);
      },
    );

    it('shares no object with its callers', async () => {
      const given = { ...item(1) };
      await repository.insert(given);
      given.name = 'changed by the giver';
      const found = await repository.find(1);
      Object.assign(found!, { name: 'changed by the finder' });
      const [listed] = await repository.list({ limit: 1 });
      Object.assign(listed, { name: 'changed by the lister' });
      expect(await repository.find(1)).toEqual(item(1));
    });
  });
}
