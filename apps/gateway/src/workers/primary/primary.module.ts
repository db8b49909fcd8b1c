import { type DynamicModule, Module } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway.config';
import { GatewayModule } from '../../gateway.module';
import { type ConfigSource } from '../../reload/config.source';
import { Ejections } from './ejections';
import { RateAuthority } from './rate.authority';
import { SessionAuthority } from './session.authority';
import { StateBroadcast } from './state.broadcast';
import { WorkerFleet } from './worker.fleet';
import { WorkerForks } from './worker.forks';
import { WorkerLinks } from './worker.links';

/** The gateway without its clients, and the processes that have them. */
@Module({})
export class PrimaryModule {
  static forRoot(config: GatewayConfig, source?: ConfigSource): DynamicModule {
    const { imports = [], ...gateway } = GatewayModule.withAdmin(config, source);
    const workers: DynamicModule = {
      module: PrimaryModule,
      imports,
      providers: [
        WorkerLinks,
        WorkerFleet,
        WorkerForks,
        StateBroadcast,
        Ejections,
        SessionAuthority,
        RateAuthority,
      ],
    };
    return { ...gateway, imports: [...imports, workers] };
  }
}
