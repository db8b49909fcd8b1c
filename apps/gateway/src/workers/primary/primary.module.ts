import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { type GatewayConfig } from '../../config/gateway.config';
import { GatewayModule } from '../../gateway.module';
import { type ConfigSource } from '../../reload/config.source';
import { Ejections } from './ejections';
import { RateAuthority } from './rate.authority';
import { SessionAuthority } from './session.authority';
import { SettlingInterceptor } from './settling.interceptor';
import { StateBroadcast } from './state.broadcast';
import { WorkerEvents } from './worker.events';
import { WorkerFleet } from './worker.fleet';
import { WorkerForks } from './worker.forks';
import { WorkerLinks } from './worker.links';
import { WorkerMetrics } from './worker.metrics';
import { WorkerReports } from './worker.reports';

const PROCESSES = [WorkerLinks, WorkerForks, WorkerFleet];
/** What workers are told, and what they tell. */
const COMMON = [StateBroadcast, Ejections, SessionAuthority, RateAuthority];
const FOR_OPERATORS = [WorkerReports, WorkerMetrics, WorkerEvents];

/** The gateway without its clients, and the processes that have them. */
@Module({})
export class PrimaryModule {
  static forRoot(config: GatewayConfig, source?: ConfigSource): DynamicModule {
    const { imports = [], ...gateway } = GatewayModule.withAdmin(config, source);
    const settling = { provide: APP_INTERCEPTOR, useClass: SettlingInterceptor };
    const workers: DynamicModule = {
      module: PrimaryModule,
      imports,
      providers: [...PROCESSES, ...COMMON, ...FOR_OPERATORS, settling],
    };
    return { ...gateway, imports: [...imports, workers] };
  }
}
