import { type DynamicModule, Module } from '@nestjs/common';
import { type GatewayConfig, type StoresConfig } from '../../config/gateway.config';
import { GatewayModule, type OwnParts } from '../../gateway.module';
import { Link } from '../../link/link';
import { Clock } from '../../ports/clock';
import { RateLimitStore } from '../../proxy/admission/rates/rate-limit.store';
import { RatesModule } from '../../proxy/admission/rates/rates.module';
import { RequestsUnderWay } from '../../proxy/admission/rates/requests.under-way';
import { StickySessionStore } from '../../proxy/affinity/sticky-session.store';
import { StoresModule } from '../../proxy/affinity/stores/stores.module';
import { FollowsPrimary } from '../../upstream/follows.primary';
import { type PrimaryLink } from '../topics';
import { PrimaryRateLimitStore } from './primary.rate-limit.store';
import { PrimaryRequestsUnderWay } from './primary.requests.under-way';
import { PrimaryStickySessionStore } from './primary.sticky-session.store';
import { BackendCounting } from './backend.counting';
import { MovedSessions } from './moved.sessions';
import { ToldFailures } from './told.failures';
import { MirroredStates } from './mirrored.states';

/** What everybody in a worker may need to know: whom it follows. */
@Module({})
class FollowingModule {}

/** The gateway as far as it has to do with clients. */
@Module({})
export class WorkerModule {
  static forRoot(config: GatewayConfig, link: PrimaryLink): DynamicModule {
    const following: DynamicModule = {
      module: FollowingModule,
      global: true,
      providers: [{ provide: Link, useValue: link }, FollowsPrimary],
      exports: [Link, FollowsPrimary],
    };
    const { imports = [], ...gateway } = GatewayModule.forRoot(
      config,
      undefined,
      counting(config.stores, link),
    );
    const own: DynamicModule = {
      module: WorkerModule,
      imports,
      providers: [MirroredStates, BackendCounting, MovedSessions, ToldFailures],
    };
    return { ...gateway, imports: [following, ...imports, own] };
  }
}

/** What the primary remembers and counts for all workers; with Redis they need nobody for that. */
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
      : RatesModule.storeFor(stores);
  const underWay = { provide: RequestsUnderWay, useValue: new PrimaryRequestsUnderWay(link) };
  return {
    stores: stickySessions === 'memory' ? StoresModule.of(sessions) : undefined,
    rates: RatesModule.of(rates, underWay),
  };
}
