import { type DynamicModule, Module } from '@nestjs/common';
import { ControlPlaneModule } from '../../control-plane/control-plane.module';
import { UpstreamModule } from '../../data-plane/upstream/upstream.module';
import { StateTransfer } from './state-transfer';
import { Upgrader } from './upgrader';

/** Replaces this process with another one, without losing a request. */
@Module({})
export class HandoverModule {
  /** @param reload provides the configuration that is in force. */
  static with(reload: DynamicModule): DynamicModule {
    return {
      module: HandoverModule,
      imports: [UpstreamModule, ControlPlaneModule, reload],
      providers: [StateTransfer, Upgrader],
      exports: [StateTransfer, Upgrader],
    };
  }
}
