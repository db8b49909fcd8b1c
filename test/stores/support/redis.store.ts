import { RedisStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/redis/redis-sticky-session.store';
import { type RedisStoreSettings } from '../../../apps/gateway/src/data-plane/affinity/stores/redis/redis-store-settings';
import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { SystemClock } from '../../../apps/gateway/src/platform/system-clock';
import { SystemRandom } from '../../../apps/gateway/src/platform/system-random';
import { Logger } from '@nestjs/common';
import { type RedisAddress } from '../../../apps/gateway/src/platform/redis/redis-link';
import { RedisConnection } from '../../../apps/gateway/src/platform/redis/redis-connection';
import { eventually } from '../../support/eventually';
import { closedAfterTest } from '../../support/closing';
import { IDLE } from '../sticky-session-store.conformance';

/** A store as a gateway would have it, and its connection. */
export interface OpenStore {
  readonly store: RedisStickySessionStore;
  readonly connection: RedisConnection;
}

/** Milliseconds for a call in tests without outages: a busy machine takes longer than a gateway would wait. */
const UNHURRIED = 5_000;

/** Connects a store to Redis; it is closed after the test. `limit` is how long one call may take. */
export async function aRedisStore(
  address: string | Omit<RedisAddress, 'prefix'>,
  settings: Partial<RedisStoreSettings> = {},
  patience = 5_000,
  limit = UNHURRIED,
): Promise<OpenStore> {
  Logger.overrideLogger(false);
  const [clock, random] = [new SystemClock(), new SystemRandom()];
  const connection = closedAfterTest(
    new RedisConnection(
      { prefix: 'test:', ...(typeof address === 'string' ? { url: address } : address) },
      limit,
      { clock, random, guard: new ErrorGuard(clock) },
    ),
  );
  const store = new RedisStickySessionStore(
    { connection, clock },
    { prefix: 'test:', nearCache: 1_000, whenDown: 'useLastKnown', ...settings },
  );
  store.apply(
    Object.entries(IDLE).map(([name, idle]) => ({
      name,
      idleTimeout: idle,
      maxSessions: 10_000,
      pools: ['main'],
    })),
  );
  await connection.open(patience);
  return { store, connection };
}

/** Resolves when the session is answered from memory: what this gateway has written is read once, too. */
export function isNear(store: RedisStickySessionStore, key: string): Promise<void> {
  return eventually(() => expect(store.find(key)).toMatchObject({ key }));
}
