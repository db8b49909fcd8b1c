import { type DynamicModule, Module } from '@nestjs/common';
import { ReadinessModule } from '../listener/readiness.module';
import { SharedChanges } from './changes/shared.changes';
import { KnownGateways } from './list/known.gateways';
import { OwnRecord } from './list/own.record';
import { OwnGateway } from './own.gateway';

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
