import { type DynamicModule, Module } from '@nestjs/common';
import { ControlPlaneModule } from '../../control-plane/control-plane.module';
import { UpstreamModule } from '../../data-plane/upstream/upstream.module';
import { EstateKeeper } from './state-transfer';
import { Upgrader } from './upgrader';

/** Another process in the place of this one, without a request being lost. */
@Module({})
export class UpgradeModule {
  /** @param reload provides the configuration that is in force. */
  static with(reload: DynamicModule): DynamicModule {
    return {
      module: UpgradeModule,
      imports: [UpstreamModule, ControlPlaneModule, reload],
      providers: [EstateKeeper, Upgrader],
      exports: [EstateKeeper, Upgrader],
    };
  }
}
