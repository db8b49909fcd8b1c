import { type ItemsApiConfig } from '../../config/items-api.config';
import { type ItemRepository } from '../item.repository';
import { InMemoryItemRepository } from './memory/in-memory.item.repository';
import { PostgresItemRepository } from './postgres/postgres.item.repository';
import { RedisItemRepository } from './redis/redis.item.repository';

/**
 * Opens the store that the configuration names; it can be used when the promise resolves.
 *
 * @throws StoreUnavailableException when it cannot be reached.
 */
export async function openItemStore({ itemsStore, maxItems }: ItemsApiConfig): Promise<ItemRepository> {
  switch (itemsStore.kind) {
    case 'memory':
      return new InMemoryItemRepository(maxItems);
    case 'postgres':
      return PostgresItemRepository.open(itemsStore.url);
    case 'redis':
      return RedisItemRepository.open(itemsStore.url);
  }
}
