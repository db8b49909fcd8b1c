import { type DynamicModule, Module } from '@nestjs/common';
import { ProxyModule } from '../proxy/proxy.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { Instrumentation } from './instrumentation';
import { BackendMetrics } from './metrics/backend.metrics';
import { Exposition } from './metrics/exposition';
import { GatewayMetrics } from './metrics/gateway.metrics';
import { RequestMetrics } from './metrics/request.metrics';
import { StickyMetrics } from './metrics/sticky.metrics';

/** What is known of the gateway from the outside: metrics, logs, traces. */
@Module({})
export class InstrumentationModule {
  /** @param reload the module that has the running configuration: the same instance, not another like it. */
  static with(reload: DynamicModule): DynamicModule {
    return {
      module: InstrumentationModule,
      imports: [UpstreamModule, ProxyModule, reload],
      providers: [RequestMetrics, BackendMetrics, StickyMetrics, GatewayMetrics, Exposition, Instrumentation],
      exports: [Exposition],
    };
  }
}
