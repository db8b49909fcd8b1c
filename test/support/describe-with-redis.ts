import { redisProgram } from './redis-server';

/**
 * `describe` where there is a Redis server to be had, else a suite that says that it is skipped. In CI it runs in any case,
 * and fails where there is none.
 */
export const describeWithRedis =
  process.env.CI === 'true' || redisProgram() !== undefined ? describe : describe.skip;

/** The same for tests that any server will do for: the one that `REDIS_URL` names, where it is set. */
export const describeWithSomeRedis = process.env.REDIS_URL ? describe : describeWithRedis;
