import { type DynamicModule, Module } from '@nestjs/common';
import { type StoresConfig } from '../config/gateway.config';
import { RedisConnections } from '../redis/redis.connections';
import { SharedChanges } from './changes/shared.changes';
import { ReadinessModule } from '../listener/readiness.module';
import { KnownGateways } from './list/known.gateways';
import { OwnRecord } from './list/own.record';
import { OwnGateway } from './own.gateway';
import { SharedRedis } from './shared.redis';

/** Gateways that act as one. */
@Module({})
export class GatewaysModule {
  /** @param configuring the module that puts configurations in force. */
  static with({ registry, redis }: StoresConfig, configuring: DynamicModule): DynamicModule {
    const shared = {
      provide: SharedRedis,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) =>
        new SharedRedis(
          registry === 'memory' ? undefined : connections.to({ url: registry, ca: redis.ca }, redis.timeout),
          redis.prefix,
        ),
    };
    return {
      module: GatewaysModule,
      imports: [configuring, ReadinessModule],
      providers: [shared, OwnGateway, SharedChanges, OwnRecord, KnownGateways],
      exports: [OwnRecord, SharedChanges, KnownGateways],
    };
  }
}
