import { type DynamicModule, Module } from '@nestjs/common';
import { ControlPlaneModule } from '../control-plane/control-plane.module';
import { ProxyModule } from '../data-plane/proxy.module';
import { UpstreamModule } from '../data-plane/upstream/upstream.module';
import { HeldResources } from './held-resources';
import { Telemetry } from './telemetry';
import { AccessLog } from './logs/access-log';
import { AuthFailureLog } from './logs/auth-failure-log';
import { InternalErrorLog } from './logs/internal-error-log';
import { GatewayLogger } from './logs/gateway-logger';
import { LogSink } from './logs/log-sink';
import { BackendMetrics } from './metrics/backend-metrics';
import { Exposition } from './metrics/exposition';
import { DiscoveryMetrics } from './metrics/discovery-metrics';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { Collectors } from './metrics/collectors';
import { OverloadMetrics } from './metrics/overload-metrics';
import { RequestMetrics } from './metrics/request-metrics';
import { StickyMetrics } from './metrics/sticky-metrics';
import { StoreMetrics } from './metrics/store-metrics';
import { Tracing } from './traces/tracing';

const METRICS = [
  RequestMetrics,
  BackendMetrics,
  DiscoveryMetrics,
  OverloadMetrics,
  StickyMetrics,
  StoreMetrics,
  GatewayMetrics,
  Collectors,
  Exposition,
];
const LOGS = [LogSink, GatewayLogger, AccessLog, InternalErrorLog, AuthFailureLog];

/** Makes the gateway observable: metrics, logs, traces. */
@Module({})
export class TelemetryModule {
  /** @param reload the module that has the running configuration: the same instance, not another like it. */
  static with(reload: DynamicModule): DynamicModule {
    return {
      module: TelemetryModule,
      imports: [UpstreamModule, ProxyModule, ControlPlaneModule, reload],
      providers: [...METRICS, ...LOGS, HeldResources, Tracing, Telemetry],
      exports: [Exposition, HeldResources, Telemetry],
    };
  }
}
