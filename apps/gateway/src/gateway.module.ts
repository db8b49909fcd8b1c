import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module';
import { GatewayConfigurator, INITIAL_CONFIG } from './gateway.configurator';
import { type GatewayConfig } from './config/gateway.config';
import { ReadinessModule } from './listener/readiness.module';
import { PortsModule } from './ports/ports.module';
import { ProxyModule } from './proxy/proxy.module';
import { UpstreamModule } from './upstream/upstream.module';

/** The whole gateway, for its own program and for Nest applications that want to contain one. */
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [PortsModule, UpstreamModule, ProxyModule, ReadinessModule, AdminModule],
      providers: [GatewayConfigurator, { provide: INITIAL_CONFIG, useValue: config }],
      exports: [ProxyModule, UpstreamModule, GatewayConfigurator],
    };
  }
}
