import { type DynamicModule, Module } from '@nestjs/common';
import { type GatewayConfig, type StoresConfig } from '../../config/gateway-config';
import { GatewayModule, type OwnParts } from '../../app/gateway.module';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { Clock } from '../../platform/clock';
import { RateLimitStore } from '../../data-plane/admission/rate-limiting/rate-limit.store';
import { RateLimitingModule } from '../../data-plane/admission/rate-limiting/rate-limiting.module';
import { ConcurrencyStore } from '../../data-plane/admission/rate-limiting/concurrency.store';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { StoresModule } from '../../data-plane/affinity/stores/stores.module';
import { IsWorker } from '../../data-plane/upstream/is-worker';
import { type PrimaryLink } from '../topics';
import { PrimaryRateLimitStore } from './primary-rate-limit.store';
import { PrimaryConcurrencyStore } from './primary-concurrency.store';
import { PrimaryStickySessionStore } from './primary-sticky-session.store';
import { BackendCounting } from './backend-counting';
import { SessionMoveReporter } from './session-move-reporter';
import { FailureReporter } from './failure-reporter';
import { HeldByPrimary } from './held-by-primary';
import { HeldResources } from '../../runtime/hand-off/held-resources';
import { MirroredStates } from './mirrored-states';

/** Marks the process as a worker, for every module. */
@Module({})
class FollowingModule {}

/** The gateway as far as it has to do with clients. */
@Module({})
export class WorkerModule {
  static forRoot(config: GatewayConfig, link: PrimaryLink): DynamicModule {
    const following: DynamicModule = {
      module: FollowingModule,
      global: true,
      providers: [{ provide: IpcLink, useValue: link }, IsWorker],
      exports: [IpcLink, IsWorker],
    };
    const { imports = [], ...gateway } = GatewayModule.forRoot(
      config,
      undefined,
      counting(config.stores, link),
    );
    const own: DynamicModule = {
      module: WorkerModule,
      imports,
      providers: [
        MirroredStates,
        BackendCounting,
        SessionMoveReporter,
        FailureReporter,
        HeldResources,
        HeldByPrimary,
      ],
    };
    return { ...gateway, imports: [following, ...imports, own] };
  }
}

/**
 * With Redis, workers reach the stores directly. Otherwise, the primary keeps sessions and counts for all of
 * them.
 */
function counting(stores: StoresConfig, link: PrimaryLink): OwnParts {
  const { stickySessions, rateLimits, redis } = stores;
  const sessions = {
    provide: StickySessionStore,
    inject: [Clock],
    useFactory: (clock: Clock) => new PrimaryStickySessionStore(link, clock, redis.nearCache),
  };
  const rates =
    rateLimits === 'memory'
      ? { provide: RateLimitStore, useValue: new PrimaryRateLimitStore(link) }
      : RateLimitingModule.storeFor(stores);
  const underWay = { provide: ConcurrencyStore, useValue: new PrimaryConcurrencyStore(link) };
  return {
    stores: stickySessions === 'memory' ? StoresModule.of(sessions) : undefined,
    rates: RateLimitingModule.of(rates, underWay),
  };
}
