import { type Item } from '@app/contracts';
import { type OnApplicationShutdown } from '@nestjs/common';

/** Which items to list: at most `limit`, those with an id above `after`, or from the lowest on. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: number;
}

/**
 * Where the items live. Every method is atomic: of many concurrent inserts of one id, one wins.
 *
 * What is handed in or out is the caller's own: changing it later changes nothing here. A store that cannot be reached
 * throws StoreUnavailableException, one without room StoreFullException.
 */
export abstract class ItemRepository implements OnApplicationShutdown {
  /** True if other instances see the same items. */
  abstract readonly isShared: boolean;
  /** The item of that id, if there is one. */
  abstract find(itemId: number): Promise<Item | undefined>;
  /** Adds an item, and says whether it did: false means that one of that id exists, which stays as it is. */
  abstract insert(item: Item): Promise<boolean>;
  /** Replaces the item of that id; returns false if there is none. */
  abstract replace(item: Item): Promise<boolean>;
  /** Removes the item of that id, and says whether it did: false means that there was none. */
  abstract remove(itemId: number): Promise<boolean>;
  /** The items of one page, in the order of their ids. */
  abstract list(page: PageRequest): Promise<Item[]>;
  /** Returns true if requests can be served now. Never throws. */
  abstract isReachable(): Promise<boolean>;
  /** Lets go of connections, when the last request has been answered. */
  abstract onApplicationShutdown(): Promise<void>;
}
