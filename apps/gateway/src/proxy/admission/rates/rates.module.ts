import { type DynamicModule, Module } from '@nestjs/common';
import { type StoresConfig } from '../../../config/gateway.config';
import { Clock } from '../../../ports/clock';
import { RedisConnections } from '../../../redis/redis.connections';
import { MemoryRateLimitStore } from './memory.rate-limit.store';
import { RateLimitStore } from './rate-limit.store';
import { RedisRateLimitStore } from './redis.rate-limit.store';

/** Where requests are counted; a new kind of store is chosen here and nowhere else. */
@Module({})
export class RatesModule {
  static forRoot({ rateLimits, rateLimitKeys, redis }: StoresConfig): DynamicModule {
    const store =
      rateLimits === 'memory'
        ? {
            provide: RateLimitStore,
            inject: [Clock],
            useFactory: (clock: Clock) => new MemoryRateLimitStore(clock, rateLimitKeys),
          }
        : {
            provide: RateLimitStore,
            inject: [RedisConnections],
            useFactory: (connections: RedisConnections) =>
              new RedisRateLimitStore(
                connections.to({ url: rateLimits, ca: redis.ca }, redis.timeout),
                `${redis.prefix}rate:`,
              ),
          };
    return { module: RatesModule, global: true, providers: [store], exports: [RateLimitStore] };
  }
}
