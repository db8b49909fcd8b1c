import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithSomeRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { keepsStickySessions } from './sticky-session-store.conformance';
import { aRedisStore } from './support/redis.store';

let own: RedisServer | undefined;
let stores = 0;

beforeAll(async () => {
  if (!process.env.REDIS_URL) own = await RedisServer.start();
});
afterAll(() => own?.close());

describeWithSomeRedis.each([
  ['with what was read kept near', 1_000],
  ['with next to nothing kept near', 1],
])('the store in Redis, %s', (_name, nearCache) => {
  keepsStickySessions(async () => {
    // Other stores may use the same server: each keeps to its own keys.
    const prefix = `test-${process.pid}-${++stores}:`;
    const { store, connection } = await aRedisStore(own?.url ?? process.env.REDIS_URL!, {
      nearCache,
      prefix,
    });
    return {
      store,
      isSlow: true,
      // The idle time is the server's own to measure.
      pass: (milliseconds) => sleep(milliseconds),
      settle: async () => {
        store.flush();
        // Commands of one connection are done in order.
        await connection.call(['PING']);
      },
      close: () => connection.close(),
    };
  });
});
