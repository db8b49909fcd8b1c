import { type Item } from '@app/contracts';
import { Logger } from '@nestjs/common';
import { createClient, ErrorReply } from 'redis';
import { ItemRepository, type PageRequest } from '../../item.repository';
import { StoreFullException } from '../../store-full.exception';
import { StoreUnavailableException } from '../../store-unavailable.exception';
import { ITEM_SCRIPTS } from './redis.scripts';

const CONNECT_LIMIT_MS = 2_000;
/** A server that is silent for this long counts as gone; PINGs are sent in between. */
const SILENCE_LIMIT_MS = 5_000;
const PING_INTERVAL_MS = 1_000;
const LONGEST_PAUSE_MS = 2_000;

/** Items in Redis or Valkey, shared by all instances; every change is one script, so that none comes in between. */
export class RedisItemRepository extends ItemRepository {
  readonly isShared = true;

  private constructor(private readonly client: ReturnType<typeof clientFor>) {
    super();
  }

  /** @throws StoreUnavailableException when the server cannot be reached. */
  static async open(url: string): Promise<RedisItemRepository> {
    let isOpen = false;
    const client = clientFor(url, () => isOpen);
    const logger = new Logger('items-api');
    // Logged once for each outage, not for each attempt to reconnect.
    client.on('error', (error: Error) => {
      if (isOpen && client.isReady) logger.warn(`The connection to Redis broke: ${error.message}`);
    });
    try {
      await client.connect();
      isOpen = true;
      return new RedisItemRepository(client);
    } catch (error) {
      client.destroy();
      throw failureOf(error);
    }
  }

  async find(itemId: number): Promise<Item | undefined> {
    const text = await answered(this.client.findItem(String(itemId)));
    return text === null ? undefined : itemOf(text);
  }

  insert(item: Item): Promise<boolean> {
    return answered(this.client.insertItem(String(item.item_id), textOf(item)));
  }

  replace(item: Item): Promise<boolean> {
    return answered(this.client.replaceItem(String(item.item_id), textOf(item)));
  }

  remove(itemId: number): Promise<boolean> {
    return answered(this.client.removeItem(String(itemId)));
  }

  async list({ limit, after = -1 }: PageRequest): Promise<Item[]> {
    return (await answered(this.client.listItems(String(after), String(limit)))).map(itemOf);
  }

  async isReachable(): Promise<boolean> {
    return this.client.ping().then(
      () => true,
      () => false,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.client.isReady) await this.client.close();
    else this.client.destroy();
  }
}

function clientFor(url: string, isOpen: () => boolean) {
  return createClient({
    url,
    scripts: ITEM_SCRIPTS,
    // A request fails at once, instead of waiting until the server returns.
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: CONNECT_LIMIT_MS,
      socketTimeout: SILENCE_LIMIT_MS,
      // The first connection is made or not; one that was there is made again.
      reconnectStrategy: (attempts, cause) =>
        isOpen() ? Math.min(50 * 2 ** attempts, LONGEST_PAUSE_MS) : cause,
    },
  });
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failureOf(error);
  }
}

/** Redis's own word is a mistake of ours, unless it has no memory left or cannot serve; all else is the connection's. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof ErrorReply)) return new StoreUnavailableException(error);
  if (error.message.includes('OOM')) return new StoreFullException();
  return /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|BUSY|NOAUTH|WRONGPASS)/.test(error.message)
    ? new StoreUnavailableException(error)
    : error;
}

function textOf({ item_id, name, price }: Item): string {
  return JSON.stringify({ item_id, name, price });
}

function itemOf(text: string): Item {
  return JSON.parse(text) as Item;
}
