import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module';
import { type GatewayConfig } from './config/gateway.config';
import { PortsModule } from './ports/ports.module';
import { ProxyModule } from './proxy/proxy.module';
import { type ConfigSource } from './reload/config.source';
import { ReloadModule } from './reload/reload.module';
import { ReadinessModule } from './listener/readiness.module';
import { UpstreamModule } from './upstream/upstream.module';

/** The whole gateway, for its own program and for Nest applications that want to contain one. */
@Module({})
export class GatewayModule {
  /** @param source what to read when the configuration is to be read anew; without one it stays as it is. */
  static forRoot(config: GatewayConfig, source?: ConfigSource): DynamicModule {
    const reload = ReloadModule.forRoot(config, source);
    const admin = { module: AdminModule, imports: [reload] };
    return {
      module: GatewayModule,
      imports: [PortsModule, UpstreamModule, ProxyModule, ReadinessModule, reload, admin],
      exports: [ProxyModule, UpstreamModule, reload],
    };
  }
}
