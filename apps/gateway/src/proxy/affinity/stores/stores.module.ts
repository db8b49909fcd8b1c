import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type StoresConfig } from '../../../config/gateway.config';
import { Clock } from '../../../ports/clock';
import { Random } from '../../../ports/random';
import { RedisConnections } from '../../../redis/redis.connections';
import { StickySessionStore } from '../sticky-session.store';
import { MemoryStickySessionStore } from './memory/memory.sticky-session.store';
import { SnapshotKeeper } from './memory/snapshot.keeper';
import { RedisStickySessionStore } from './redis/redis.sticky-session.store';

/** The store that the configuration names; a new kind of store is chosen here and nowhere else. */
@Module({})
export class StoresModule {
  static forRoot(settings: StoresConfig): DynamicModule {
    const store =
      settings.stickySessions === 'memory'
        ? {
            provide: StickySessionStore,
            inject: [Clock],
            useFactory: (clock: Clock) => inMemory(settings, clock),
          }
        : {
            provide: StickySessionStore,
            inject: [RedisConnections, Clock, Random],
            useFactory: (redis: RedisConnections, clock: Clock, random: Random) =>
              inRedis(settings, { redis, clock, random }),
          };
    return StoresModule.of(store);
  }

  /** @param store provides a store of another kind. */
  static of(store: Provider<StickySessionStore>): DynamicModule {
    return { module: StoresModule, global: true, providers: [store], exports: [StickySessionStore] };
  }
}

async function inMemory(
  { snapshot, firstStart }: StoresConfig,
  clock: Clock,
): Promise<MemoryStickySessionStore> {
  if (snapshot === undefined) return new MemoryStickySessionStore(clock);
  const keeper = new SnapshotKeeper(snapshot, firstStart);
  return new MemoryStickySessionStore(clock, await keeper.take(), keeper);
}

function inRedis(
  { stickySessions, storeDown, redis }: StoresConfig,
  context: { redis: RedisConnections; clock: Clock; random: Random },
): StickySessionStore {
  const { clock, random } = context;
  const connection = context.redis.to({ url: stickySessions, ca: redis.ca }, redis.timeout);
  return new RedisStickySessionStore({ connection, clock, random }, { ...redis, whenDown: storeDown });
}
