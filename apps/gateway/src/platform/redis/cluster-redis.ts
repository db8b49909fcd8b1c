import { type RedisAccess } from './redis-access';

/** Where gateways keep what they act on together; nowhere, when each is alone. */
export class ClusterRedis {
  constructor(
    readonly connection: RedisAccess | undefined,
    /** How every key begins. */
    readonly prefix: string,
  ) {}
}
