import { type Item } from '@app/contracts';
import { ItemRepository, type PageRequest } from '../../item.repository';
import { StoreFullException } from '../../store-full.exception';

/** Items in this process, gone when it ends; at most `maxItems` of them, then inserts throw StoreFullException. */
export class InMemoryItemRepository extends ItemRepository {
  readonly isShared = false;
  private readonly items = new Map<number, Item>();
  // Kept sorted as items come and go, so that a page costs its own length, not the whole store's.
  private readonly ids: number[] = [];

  constructor(private readonly maxItems: number) {
    super();
  }

  find(itemId: number): Promise<Item | undefined> {
    const item = this.items.get(itemId);
    return Promise.resolve(item && { ...item });
  }

  // Nothing is awaited between the look and the write, so no other request can come between.
  insert(item: Item): Promise<boolean> {
    if (this.items.has(item.item_id)) return Promise.resolve(false);
    if (this.items.size >= this.maxItems) return Promise.reject(new StoreFullException(this.maxItems));
    this.items.set(item.item_id, { ...item });
    this.ids.splice(this.positionOf(item.item_id), 0, item.item_id);
    return Promise.resolve(true);
  }

  replace(item: Item): Promise<boolean> {
    if (!this.items.has(item.item_id)) return Promise.resolve(false);
    this.items.set(item.item_id, { ...item });
    return Promise.resolve(true);
  }

  remove(itemId: number): Promise<boolean> {
    if (!this.items.delete(itemId)) return Promise.resolve(false);
    this.ids.splice(this.positionOf(itemId), 1);
    return Promise.resolve(true);
  }

  list({ limit, after = -1 }: PageRequest): Promise<Item[]> {
    const start = this.positionOf(after + 1);
    const ids = this.ids.slice(start, start + limit);
    return Promise.resolve(ids.map((id) => ({ ...this.items.get(id)! })));
  }

  isReachable(): Promise<boolean> {
    return Promise.resolve(true);
  }

  onApplicationShutdown(): Promise<void> {
    return Promise.resolve();
  }

  /** Where the id is among the sorted ones, or would be. */
  private positionOf(itemId: number): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ids[middle] < itemId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
