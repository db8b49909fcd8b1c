import { OwnershipModule } from '@app/ownership/nest';
import { BackendRegistrationModule } from '@app/registration';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConfigModule } from './config/config.module';
import { type ItemsApiConfig } from './config/items-api.config';
import { HealthController } from './health/health.controller';
import { type ItemRepository } from './items/item.repository';
import { itemOwnership } from './items/item-ownership';
import { ItemsModule } from './items/items.module';
import { ListenerModule } from './listener/listener.module';
import { PingController } from './ping/ping.controller';
import { ProblemFilter } from './problems/problem.filter';

/** The module graph at a glance. */
@Module({
  imports: [ListenerModule],
  controllers: [PingController, HealthController],
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
})
export class ItemsApiModule {
  static forRoot(config: ItemsApiConfig, items: ItemRepository): DynamicModule {
    const { registration, handOffSecret } = config;
    return {
      module: ItemsApiModule,
      imports: [
        ConfigModule.forRoot(config),
        ItemsModule.forRoot(items),
        ...(registration === undefined ? [] : [BackendRegistrationModule.forRoot(registration)]),
        ...(handOffSecret === undefined
          ? []
          : [OwnershipModule.forRoot(itemOwnership(handOffSecret, items))]),
      ],
    };
  }
}
