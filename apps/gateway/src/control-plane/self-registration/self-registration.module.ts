import { type DynamicModule, Module } from '@nestjs/common';
import { type StoresConfig } from '../../config/gateway-config';
import { RedisConnections } from '../../platform/redis/redis-connections';
import { ClusterRedis } from '../../platform/redis/cluster-redis';
import { RegisteredBackends } from './registered-backends';

/** Backends that register themselves, and the state that gateways share about them. */
@Module({})
export class SelfRegistrationModule {
  static forRoot({ cluster, redis }: StoresConfig): DynamicModule {
    const shared = {
      provide: ClusterRedis,
      inject: [RedisConnections],
      useFactory: (connections: RedisConnections) =>
        new ClusterRedis(cluster === 'memory' ? undefined : connections.to(cluster, redis), redis.prefix),
    };
    return {
      module: SelfRegistrationModule,
      global: true,
      providers: [shared, RegisteredBackends],
      exports: [ClusterRedis, RegisteredBackends],
    };
  }
}
