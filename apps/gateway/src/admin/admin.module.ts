import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ReadinessModule } from '../data-plane/listener/readiness.module';
import { BackendsController } from './backends.controller';
import { ConfigController } from './config.controller';
import { DashboardController } from './dashboard/dashboard.controller';
import { DashboardFiles } from './dashboard/dashboard-files';
import { EventLog } from './events/event-log';
import { EventSource } from './events/event.source';
import { OwnerWaitEvents } from './events/owner-wait-events';
import { EventStreams } from './events/event-streams';
import { SessionMoves } from './events/session-moves';
import { EventsController } from './events.controller';
import { DiscoveryController } from './discovery.controller';
import { DrainReports } from './stats/drain-reports';
import { RebalanceReports } from './stats/rebalance-reports';
import { Explainer } from './explain/explainer';
import { ExplainController } from './explain.controller';
import { PoolStatuses } from './stats/pool-statuses';
import { Traffic } from './stats/traffic';
import { ClusterController } from './cluster.controller';
import { HealthController } from './health.controller';
import { HistoryController } from './traffic.controller';
import { PoolMembershipService } from './pool-membership';
import { MovesController } from './moves.controller';
import { HandOffModule } from '../runtime/hand-off/hand-off.module';
import { PoolsController } from './pools.controller';
import { ProblemFilter } from './problem.filter';
import { RebalanceController } from './rebalance.controller';
import { MetricsController } from './metrics.controller';
import { SelfRegistrationController } from './self-registration.controller';
import { ReloadController } from './reload.controller';
import { RestartController } from './restart.controller';
import { RoutesController } from './routes.controller';
import { SessionAdmin } from './sessions/session-admin';
import { SessionSearch } from './sessions/session-search';
import { StoresController } from './stores.controller';
import { StickySessionsController } from './sticky-sessions.controller';
import { UpgradeController } from './upgrade.controller';
import { UnknownPathController } from './unknown-path.controller';
import { WorkersController } from './workers.controller';

// A new one is listed here, ahead of the last, which takes what the others leave.
const CONTROLLERS = [
  HealthController,
  PoolsController,
  BackendsController,
  MovesController,
  RebalanceController,
  DiscoveryController,
  RoutesController,
  ConfigController,
  HistoryController,
  DashboardController,
  ReloadController,
  RestartController,
  WorkersController,
  SelfRegistrationController,
  ClusterController,
  StoresController,
  UpgradeController,
  EventsController,
  StickySessionsController,
  MetricsController,
  ExplainController,
  UnknownPathController,
];

/** The operator's API; its controllers are reached on the admin port only. Health is open, all else for operators. */
@Module({
  imports: [ReadinessModule, HandOffModule],
  controllers: CONTROLLERS,
  providers: [
    Traffic,
    PoolStatuses,
    DrainReports,
    RebalanceReports,
    PoolMembershipService,
    DashboardFiles,
    EventLog,
    EventSource,
    OwnerWaitEvents,
    EventStreams,
    SessionMoves,
    Explainer,
    SessionSearch,
    SessionAdmin,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Traffic, EventLog, SessionMoves],
})
export class AdminModule {}
