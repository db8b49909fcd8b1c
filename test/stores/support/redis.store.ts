import { RedisStickySessionStore } from '../../../apps/gateway/src/proxy/affinity/stores/redis/redis.sticky-session.store';
import { type RedisStoreSettings } from '../../../apps/gateway/src/proxy/affinity/stores/redis/redis.sticky-session.store';
import { SystemClock } from '../../../apps/gateway/src/ports/system.clock';
import { SystemRandom } from '../../../apps/gateway/src/ports/system.random';
import { RedisConnection } from '../../../apps/gateway/src/redis/redis.connection';
import { closedAfterTest } from '../../support/closing';
import { IDLE } from '../sticky-session-store.conformance';

/** A store as a gateway would have it, and its connection. */
export interface OpenStore {
  readonly store: RedisStickySessionStore;
  readonly connection: RedisConnection;
}

/** Connects a store to Redis; it is closed after the test. */
export async function aRedisStore(
  url: string,
  settings: Partial<RedisStoreSettings> = {},
): Promise<OpenStore> {
  const [clock, random] = [new SystemClock(), new SystemRandom()];
  const connection = closedAfterTest(new RedisConnection(url, 50, clock, random));
  const store = new RedisStickySessionStore(
    { connection, clock, random },
    { prefix: 'test:', nearCache: 1_000, whenDown: 'lastKnown', ...settings },
  );
  store.apply(Object.entries(IDLE).map(([name, idle]) => ({ name, idle, max: 10_000 })));
  await connection.open(5_000);
  return { store, connection };
}
