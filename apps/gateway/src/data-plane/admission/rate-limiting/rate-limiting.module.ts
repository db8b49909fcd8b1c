import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type StoresConfig } from '../../../config/gateway-config';
import { Clock } from '../../../platform/clock';
import { RedisConnections } from '../../../platform/redis/redis-connections';
import { MemoryRateLimitStore } from './memory-rate-limit.store';
import { MemoryConcurrencyStore } from './memory-concurrency.store';
import { RateLimitStore } from './rate-limit.store';
import { RedisRateLimitStore } from './redis-rate-limit.store';
import { ConcurrencyStore } from './concurrency.store';

/** Where requests are counted; a new kind of store is chosen here and nowhere else. */
@Module({})
export class RateLimitingModule {
  static forRoot(settings: StoresConfig): DynamicModule {
    const underWay = { provide: ConcurrencyStore, useClass: MemoryConcurrencyStore };
    return RateLimitingModule.of(RateLimitingModule.storeFor(settings), underWay);
  }

  /** @param counting provides a store of rates, and one of the requests under way. */
  static of(...counting: readonly Provider[]): DynamicModule {
    return {
      module: RateLimitingModule,
      global: true,
      providers: [...counting],
      exports: [RateLimitStore, ConcurrencyStore],
    };
  }

  /** Provides the store of rates that the configuration names. */
  static storeFor({ rateLimits, rateLimitKeys, redis }: StoresConfig): Provider<RateLimitStore> {
    return rateLimits === 'memory'
      ? {
          provide: RateLimitStore,
          inject: [Clock],
          useFactory: (clock: Clock) => new MemoryRateLimitStore(clock, rateLimitKeys),
        }
      : {
          provide: RateLimitStore,
          inject: [RedisConnections],
          useFactory: (connections: RedisConnections) =>
            new RedisRateLimitStore(connections.to(rateLimits, redis), `${redis.prefix}rate:`),
        };
  }
}
