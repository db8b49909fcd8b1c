import { type DynamicModule, Module } from '@nestjs/common';
import { ReadinessModule } from '../data-plane/listener/readiness.module';
import { SharedChanges } from './overrides/override-sync';
import { KnownGateways } from './membership/cluster-members';
import { OwnRecord } from './membership/local-member';
import { OwnGateway } from './local-gateway-id';

/** Gateways that act as one. */
@Module({})
export class GatewaysModule {
  /** @param configuring the module that puts configurations in force. */
  static with(configuring: DynamicModule): DynamicModule {
    return {
      module: GatewaysModule,
      imports: [configuring, ReadinessModule],
      providers: [OwnGateway, SharedChanges, OwnRecord, KnownGateways],
      exports: [OwnRecord, SharedChanges, KnownGateways],
    };
  }
}
