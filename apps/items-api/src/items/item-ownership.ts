import { type Item, ItemAddress, ItemFields, type Source } from '@app/contracts';
import { type OwnershipOptions, RefusedError } from '@app/ownership';
import { Logger } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { itemKey } from './item-key';
import { type ItemRepository } from './item.repository';
import { StoreFullException } from './store-full.exception';

/**
 * How the items of an instance are moved to another one. From a store of its own, the item moves. In a shared store, it
 * stays where it is, and only its owner changes.
 */
export function itemOwnership(secret: string, items: ItemRepository): OwnershipOptions {
  const logger = new Logger('items-api');
  return {
    secret,
    key: itemKey,
    export: async (key) => {
      const item = await items.find(Number(key));
      return item && items.isShared ? null : item;
    },
    import: async (key, state) => {
      // One of the two instances has its items in its memory: nothing can be moved between them.
      if (items.isShared !== (state === null)) throw new RefusedError('The item is in another store');
      if (!items.isShared) await put(items, itemOf(key, state));
    },
    drop: async (key) => {
      if (!items.isShared) await items.remove(Number(key));
    },
    onError: (error, key) => logger.error(`Item ${JSON.stringify(key)} cannot be moved: ${String(error)}`),
  };
}

async function put(items: ItemRepository, item: Item): Promise<void> {
  try {
    if (!(await items.replace(item))) await items.insert(item);
  } catch (error) {
    throw error instanceof StoreFullException ? new RefusedError(error.message) : error;
  }
}

/** @throws RefusedError for a state that is no item of this key. */
function itemOf(key: string, state: unknown): Item {
  if (typeof state !== 'object' || state === null) throw new RefusedError('The state is not an item');
  const [address, fields] = [new ItemAddress({ item_id: key }), new ItemFields(state as Source)];
  if (validateSync(address).length > 0 || validateSync(fields).length > 0)
    throw new RefusedError('The state is not an item');
  return { ...address, ...fields };
}
