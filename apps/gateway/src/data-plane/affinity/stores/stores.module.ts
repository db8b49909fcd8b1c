import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type StoresConfig } from '../../../config/gateway-config';
import { Clock } from '../../../platform/clock';
import { RedisConnections } from '../../../platform/redis/redis-connections';
import { StickySessionStore } from '../sticky-session.store';
import { MemoryStickySessionStore } from './memory/memory-sticky-session.store';
import { type Remembered } from './memory/session-snapshot';
import { SnapshotKeeper } from './memory/snapshot-keeper';
import { RedisStickySessionStore } from './redis/redis-sticky-session.store';
import { TransferableStickySessionStore } from './handover/transferable-sticky-session.store';

/** A process that another one may take over from. */
export interface HandoverOptions {
  /** True if this process itself takes over from another one. */
  readonly takesOver: boolean;
}

/** The old process sends the missing sessions later. */
const TOLD_LATER: Remembered = { isComplete: () => true, sessions: [] };

/** The store that the configuration names; a new kind of store is chosen here and nowhere else. */
@Module({})
export class StoresModule {
  /** @param succession of processes, if there may be one. */
  static forRoot(settings: StoresConfig, succession?: HandoverOptions): DynamicModule {
    const store =
      settings.stickySessions === 'memory'
        ? {
            provide: StickySessionStore,
            inject: [Clock],
            useFactory: (clock: Clock) => inMemory(settings, clock, succession),
          }
        : {
            provide: StickySessionStore,
            inject: [RedisConnections, Clock],
            useFactory: (redis: RedisConnections, clock: Clock) => inRedis(settings, redis, clock),
          };
    return StoresModule.of(store);
  }

  /** @param store provides a store of another kind. */
  static of(store: Provider<StickySessionStore>): DynamicModule {
    return { module: StoresModule, global: true, providers: [store], exports: [StickySessionStore] };
  }
}

async function inMemory(
  { snapshot, backendsStartEmpty }: StoresConfig,
  clock: Clock,
  succession: HandoverOptions | undefined,
): Promise<StickySessionStore> {
  const keeper = snapshot === undefined ? undefined : new SnapshotKeeper(snapshot, backendsStartEmpty);
  if (succession === undefined) return new MemoryStickySessionStore(clock, await keeper?.take(), keeper);
  if (succession.takesOver) await keeper?.begin();
  const remembered = succession.takesOver ? TOLD_LATER : await keeper?.take();
  return new TransferableStickySessionStore(new MemoryStickySessionStore(clock, remembered, keeper));
}

function inRedis(
  { stickySessions, onStoreUnavailable, redis }: StoresConfig,
  connections: RedisConnections,
  clock: Clock,
): StickySessionStore {
  const connection = connections.to(stickySessions, redis);
  return new RedisStickySessionStore({ connection, clock }, { ...redis, whenDown: onStoreUnavailable });
}
