import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module';
import { type GatewayConfig } from '../config/gateway-config';
import { ControlPlaneModule } from '../control-plane/control-plane.module';
import { FilesModule } from '../platform/files/files.module';
import { ClusterModule } from '../cluster/cluster.module';
import { TelemetryModule } from '../telemetry/telemetry.module';
import { ReadinessModule } from '../data-plane/listener/readiness.module';
import { PlatformModule } from '../platform/platform.module';
import { StoresModule, type HandoverOptions } from '../data-plane/affinity/stores/stores.module';
import { RateLimitingModule } from '../data-plane/admission/rate-limiting/rate-limiting.module';
import { ProxyModule } from '../data-plane/proxy.module';
import { type ConfigSource } from '../runtime/reload/config.source';
import { SelfRegistrationModule } from '../control-plane/self-registration/self-registration.module';
import { RedisModule } from '../platform/redis/redis.module';
import { ReloadModule } from '../runtime/reload/reload.module';
import { HandoverModule } from '../runtime/handover/handover.module';
import { UpstreamModule } from '../data-plane/upstream/upstream.module';

/** The providers that a partial process of the gateway replaces. */
export interface OwnParts {
  readonly stores?: DynamicModule | undefined;
  readonly rates?: DynamicModule;
  /** Set if the process takes over from another one; a later process can then take over from it. */
  readonly succession?: HandoverOptions;
}

/** The whole gateway, for its own program and for Nest applications that want to contain one. */
@Module({})
export class GatewayModule {
  /**
   * The module that other applications import. It has no controllers: the admin API is not for their clients.
   *
   * @param source the source of the configuration for reloads; without one, it never changes.
   */
  static forRoot(config: GatewayConfig, source?: ConfigSource, own: OwnParts = {}): DynamicModule {
    const reload = ReloadModule.forRoot(config, source);
    return {
      module: GatewayModule,
      imports: [
        PlatformModule,
        FilesModule,
        RedisModule,
        own.stores ?? StoresModule.forRoot(config.stores, own.succession),
        own.rates ?? RateLimitingModule.forRoot(config.stores),
        UpstreamModule,
        ProxyModule,
        ControlPlaneModule,
        SelfRegistrationModule.forRoot(config.stores),
        ReadinessModule,
        reload,
        ClusterModule.with(reload),
        HandoverModule.with(reload),
        TelemetryModule.with(reload),
      ],
      exports: [ProxyModule, UpstreamModule, reload],
    };
  }

  /** The same with the operator's API, for the program that has a port of its own for it. */
  static withAdmin(config: GatewayConfig, source?: ConfigSource, own?: OwnParts): DynamicModule {
    const { imports = [], ...gateway } = GatewayModule.forRoot(config, source, own);
    // Its controllers need what the gateway's own modules provide: the same instances, not others like them.
    return { ...gateway, imports: [...imports, { module: AdminModule, imports }] };
  }
}
