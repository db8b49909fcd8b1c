import { type DynamicModule, Module } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway-config';
import { ControlPlaneModule } from '../../control-plane/control-plane.module';
import { GatewayConfigurator, INITIAL_CONFIG } from '../gateway-configurator';
import { ProxyModule } from '../../data-plane/proxy.module';
import { UpstreamModule } from '../../data-plane/upstream/upstream.module';
import { ConfigSource } from './config.source';
import { ConfigWatch } from './config-watch';
import { RenamedBackends } from './renamed-backends';
import { SessionsLeftBehind } from './sessions-left-behind';
import { Reloader } from './reloader';

/** Puts a configuration in force: the first one, and, where it is known what to read, each one after it. */
@Module({})
export class ReloadModule {
  static forRoot(config: GatewayConfig, source?: ConfigSource): DynamicModule {
    const reading = source === undefined ? [] : [{ provide: ConfigSource, useValue: source }];
    return {
      module: ReloadModule,
      imports: [ProxyModule, UpstreamModule, ControlPlaneModule],
      providers: [
        { provide: INITIAL_CONFIG, useValue: config },
        ...reading,
        GatewayConfigurator,
        RenamedBackends,
        SessionsLeftBehind,
        Reloader,
        ConfigWatch,
      ],
      exports: [GatewayConfigurator, Reloader, INITIAL_CONFIG],
    };
  }
}
