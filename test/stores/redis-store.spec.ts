import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithRedis, RedisServer } from '../support/redis.server';
import { keepsStickySessions } from './sticky-session-store.conformance';
import { aRedisStore } from './support/redis.store';

let redis: RedisServer;

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());
beforeEach(() => redis.command('FLUSHALL'));

describeWithRedis.each([
  ['with what was read kept near', 1_000],
  ['with next to nothing kept near', 1],
])('the store in Redis, %s', (_name, nearCache) => {
  keepsStickySessions(async () => {
    const { store, connection } = await aRedisStore(redis.url, { nearCache });
    return {
      store,
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
