import { Global, Module } from '@nestjs/common';
import { RedisConnections } from './redis-connections';

/** Redis or Valkey, for all that several gateways keep together. */
@Global()
@Module({ providers: [RedisConnections], exports: [RedisConnections] })
export class RedisModule {}
