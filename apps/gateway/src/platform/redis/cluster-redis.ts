import { type RedisConnection } from './redis-connection';

/** Where gateways keep what they act on together; nowhere, when each is alone. */
export class ClusterRedis {
  constructor(
    readonly connection: RedisConnection | undefined,
    /** How every key begins. */
    readonly prefix: string,
  ) {}
}
