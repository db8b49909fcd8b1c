import { RedisScript } from './redis.script';

/** Changes nothing, since the key is never there, and is refused whenever a change would be. */
export const CHECK = new RedisScript('check', `return redis.call('SET', KEYS[1], '', 'XX', 'PX', 1)`);
