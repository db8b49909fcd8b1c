import * as fc from 'fast-check';
import { describeItemRepository } from '../../../../../../test/items-api/item-repository.conformance';
import { InMemoryItemRepository } from './in-memory.item.repository';
import { StoreFullException } from '../../store-full.exception';

describeItemRepository('InMemoryItemRepository', () => new InMemoryItemRepository(1000));

describe('InMemoryItemRepository', () => {
  it('refuses an item when it is full, and takes one again when another has gone', async () => {
    const repository = new InMemoryItemRepository(2);
    const item = (item_id: number) => ({ item_id, name: 'Item', price: 1 });
    await repository.insert(item(1));
    await repository.insert(item(2));

    await expect(repository.insert(item(3))).rejects.toThrow(StoreFullException);
    expect(await repository.insert(item(2))).toBe(false);
    expect(await repository.replace({ ...item(2), price: 2 })).toBe(true);

    await repository.remove(1);
    expect(await repository.insert(item(3))).toBe(true);
  });

  it('lists what a plain sorted map would, whatever came and went', async () => {
    const id = fc.integer({ min: 0, max: 30 });
    const steps = fc.array(fc.tuple(fc.constantFrom('insert', 'remove', 'replace'), id), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 40 }),
        fc.option(id, { nil: undefined }),
        async (all, limit, after) => {
          const repository = new InMemoryItemRepository(1000);
          const model = new Set<number>();
          for (const [step, item_id] of all) {
            const item = { item_id, name: 'Item', price: 1 };
            if (step === 'insert') expect(await repository.insert(item)).toBe(!model.has(item_id));
            if (step === 'replace') expect(await repository.replace(item)).toBe(model.has(item_id));
            if (step === 'remove') expect(await repository.remove(item_id)).toBe(model.delete(item_id));
            if (step === 'insert') model.add(item_id);
          }
          const expected = [...model].sort((a, b) => a - b).filter((item_id) => item_id > (after ?? -1));
          const listed = await repository.list({ limit, after });
          expect(listed.map((item) => item.item_id)).toEqual(expected.slice(0, limit));
        },
      ),
    );
  });
});
