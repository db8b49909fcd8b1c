import { type ErrorGuard } from '../error.guard';
import { type RedisConnection } from './redis-connection';
import { START_TIMEOUT_MS } from './redis-link';
import { type RedisObserver } from './redis-observer';
import { RedisObservers } from './redis-observers';

/** The connections to the servers of a group. Servers come and go; observers stay. */
export class RedisMembers {
  /** By URL. */
  readonly all = new Map<string, RedisConnection>();
  private readonly observers: RedisObservers;
  private hasBegun = false;

  constructor(
    private readonly make: (url: string) => RedisConnection,
    guard: ErrorGuard,
  ) {
    this.observers = new RedisObservers(guard);
  }

  observe(observer: RedisObserver): void {
    this.observers.add(observer);
  }

  /** Leaves all servers but these, and connects to them; resolves when that has worked or has taken too long. */
  async become(urls: ReadonlySet<string>): Promise<void> {
    for (const [url, connection] of [...this.all]) {
      if (urls.has(url)) continue;
      this.all.delete(url);
      connection.retire();
    }
    for (const url of urls) if (!this.all.has(url)) this.all.set(url, this.connectionTo(url));
    this.hasBegun = true;
    await Promise.all([...this.all.values()].map((connection) => connection.open(START_TIMEOUT_MS)));
  }

  /** Changes may have gone unnoticed. */
  outdate(): void {
    this.observers.connected();
  }

  /** Servers have lost data. */
  lose(): void {
    this.observers.lost();
  }

  close(): void {
    for (const connection of this.all.values()) connection.close();
  }

  private connectionTo(url: string): RedisConnection {
    const connection = this.make(url);
    this.observers.joinTo(connection);
    // The first servers are the ones that have the data. A later one may be a replica that lacks the last changes.
    if (this.hasBegun) connection.succeedsAnother();
    return connection;
  }
}
