import { type DynamicModule, Module } from '@nestjs/common';
import { ReadinessModule } from '../data-plane/listener/readiness.module';
import { OverrideSync } from './overrides/override-sync';
import { ClusterMembers } from './membership/cluster-members';
import { LocalMember } from './membership/local-member';
import { LocalGatewayId } from './local-gateway-id';

/** Shares overrides and membership with the other gateways of the cluster. */
@Module({})
export class ClusterModule {
  /** @param configuring the module that puts configurations in force. */
  static with(configuring: DynamicModule): DynamicModule {
    return {
      module: ClusterModule,
      imports: [configuring, ReadinessModule],
      providers: [LocalGatewayId, OverrideSync, LocalMember, ClusterMembers],
      exports: [LocalMember, OverrideSync, ClusterMembers],
    };
  }
}
