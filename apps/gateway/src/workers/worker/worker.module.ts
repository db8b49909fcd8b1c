import { type DynamicModule, Module } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway.config';
import { GatewayModule } from '../../gateway.module';
import { FollowsPrimary } from '../../upstream/follows.primary';
import { Link } from '../link/link';
import { type PrimaryLink } from '../topics';
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
    const { imports = [], ...gateway } = GatewayModule.forRoot(config);
    const own: DynamicModule = { module: WorkerModule, imports, providers: [MirroredStates] };
    return { ...gateway, imports: [following, ...imports, own] };
  }
}
