import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { WorkerProcesses } from '../../admin/worker-processes';
import { type GatewayConfig } from '../../config/gateway-config';
import { AdminModule } from '../../admin/admin.module';
import { GatewayModule } from '../../app/gateway.module';
import { type HandoverOptions } from '../../data-plane/affinity/stores/stores.module';
import { type ConfigSource } from '../../runtime/reload/config.source';
import { ConnectionDispatcher } from './connection-dispatcher';
import { Ejections } from './ejections';
import { FleetList } from './worker-list';
import { ResourceHolders } from './resource-holders';
import { ServingProcesses } from '../../runtime/hand-off/serving-processes';
import { RollingRestart } from './rolling-restart';
import { RateLimitServer } from './rate-limit-server';
import { SessionServer } from './session-server';
import { AwaitWorkersInterceptor } from './await-workers.interceptor';
import { StateBroadcast } from './state-broadcast';
import { WorkerEvents } from './worker-events';
import { WorkerFailures } from './worker-failures';
import { WorkerFleet } from './worker-fleet';
import { WorkerForks } from './worker-forks';
import { WorkerLinks } from './worker-links';
import { WorkerMetrics } from './worker-metrics';
import { WorkerReports } from './worker-reports';

const PROCESSES = [WorkerLinks, WorkerForks, ConnectionDispatcher, WorkerFleet];
/** Services that exchange messages with the workers. */
const COMMON = [StateBroadcast, Ejections, WorkerFailures, SessionServer, RateLimitServer];
const AS_OPERATORS_SEE_THEM = [
  RollingRestart,
  { provide: WorkerProcesses, useClass: FleetList },
  { provide: ServingProcesses, useClass: ResourceHolders },
];
const FOR_OPERATORS = [WorkerReports, WorkerMetrics, WorkerEvents];

/** Makes the workers available to every module, including the admin API, which also exists without workers. */
@Module({})
class ProcessesModule {}

/** The gateway without its clients, and the processes that have them. */
@Module({})
export class PrimaryModule {
  static forRoot(config: GatewayConfig, source: ConfigSource, succession: HandoverOptions): DynamicModule {
    const { imports = [], ...gateway } = GatewayModule.forRoot(config, source, { succession });
    const settling = { provide: APP_INTERCEPTOR, useClass: AwaitWorkersInterceptor };
    const processes: DynamicModule = {
      module: ProcessesModule,
      global: true,
      imports,
      providers: [...PROCESSES, ...COMMON, ...AS_OPERATORS_SEE_THEM],
      exports: [...PROCESSES, WorkerProcesses, ServingProcesses],
    };
    const admin: DynamicModule = { module: AdminModule, imports };
    const workers: DynamicModule = {
      module: PrimaryModule,
      imports: [...imports, admin],
      providers: [...FOR_OPERATORS, settling],
    };
    return { ...gateway, imports: [...imports, admin, processes, workers] };
  }
}
