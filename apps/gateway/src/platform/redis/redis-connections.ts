import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock';
import { ErrorGuard } from '../error.guard';
import { Observers } from '../observers';
import { Random } from '../random';
import { type RedisAddress } from './redis-link';
import { RedisConnection } from './redis-connection';
import { type RedisPorts } from './redis-ports';
import { type StoreTrouble } from './redis-troubles';

/** Who wants to know what goes wrong with the stores, and when it is over. */
export interface StoreObserver {
  storeTroubled(store: string, trouble: StoreTrouble): void;
  /** @param how in words: `answers again`. */
  storeRecovered(store: string, trouble: StoreTrouble, how: string): void;
}

/** The connections of this gateway, one for each URL, however much is kept there. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly connections = new Map<string, RedisConnection>();
  private readonly observers: Observers<StoreObserver>;
  private readonly ports: RedisPorts;

  constructor(@Inject(Clock) clock: Clock, @Inject(Random) random: Random, guard: ErrorGuard) {
    this.observers = new Observers(guard);
    this.ports = { clock, random, guard };
  }

  /** @param timeout of each call, in milliseconds; the first to ask for the connection decides. */
  to(address: RedisAddress, timeout: number): RedisConnection {
    let connection = this.connections.get(address.url);
    if (connection === undefined) {
      const store = shownUrl(address.url);
      connection = new RedisConnection(address, timeout, this.ports, {
        troubled: (trouble) => this.observers.tell((each) => each.storeTroubled(store, trouble)),
        recovered: (trouble, how) => this.observers.tell((each) => each.storeRecovered(store, trouble, how)),
      });
      this.connections.set(address.url, connection);
    }
    return connection;
  }

  observe(observer: StoreObserver): void {
    this.observers.add(observer);
  }

  /** Those that are there, by where they lead, without names and passwords: two that differ in nothing else count once. */
  get all(): ReadonlyMap<string, RedisConnection> {
    return new Map([...this.connections].map(([url, connection]) => [shownUrl(url), connection]));
  }

  onApplicationShutdown(): void {
    for (const connection of this.connections.values()) connection.close();
  }
}

/** Where it is, without the name and the password that the URL may have. */
function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
