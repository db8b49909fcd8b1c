import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../ports/clock';
import { Random } from '../ports/random';
import { type RedisAddress } from './redis.link';
import { RedisConnection } from './redis.connection';

/** The connections of this gateway, one for each URL, however much is kept there. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly connections = new Map<string, RedisConnection>();

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Random) private readonly random: Random,
  ) {}

  /** @param timeout of each call, in milliseconds; the first to ask for the connection decides. */
  to(address: RedisAddress, timeout: number): RedisConnection {
    let connection = this.connections.get(address.url);
    if (connection === undefined) {
      connection = new RedisConnection(address, timeout, this.clock, this.random);
      this.connections.set(address.url, connection);
    }
    return connection;
  }

  /** Those that are there, by where they lead. */
  get all(): Iterable<readonly [url: string, connection: RedisConnection]> {
    return this.connections;
  }

  onApplicationShutdown(): void {
    for (const connection of this.connections.values()) connection.close();
  }
}
