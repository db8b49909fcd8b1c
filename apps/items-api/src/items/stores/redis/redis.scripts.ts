import { type CommandParser, defineScript } from 'redis';

/** Items as JSON by id, and their ids in order. The braces keep both on one node of a Redis Cluster. */
const ITEMS = 'items-api:{items}:by-id';
const IDS = 'items-api:{items}:ids';

/** A script over both keys, whose arguments are texts; Redis runs each as one step. */
function script<Reply>(lua: string, transformReply: (reply: unknown) => Reply) {
  return defineScript({
    NUMBER_OF_KEYS: 2,
    SCRIPT: lua,
    parseCommand(parser: CommandParser, ...parameters: string[]) {
      parser.pushKeys([ITEMS, IDS]);
      parser.push(...parameters);
    },
    transformReply,
  });
}

const isOne = (reply: unknown): boolean => reply === 1;

/** The operations of the store, each one atomic; ids and items are texts. */
export const ITEM_SCRIPTS = {
  findItem: script(`return redis.call('HGET', KEYS[1], ARGV[1])`, (reply) => reply as string | null),
  insertItem: script(
    `if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
     redis.call('ZADD', KEYS[2], ARGV[1], ARGV[1])
     return 1`,
    isOne,
  ),
  replaceItem: script(
    `if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
     redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
     return 1`,
    isOne,
  ),
  removeItem: script(
    `redis.call('ZREM', KEYS[2], ARGV[1])
     return redis.call('HDEL', KEYS[1], ARGV[1])`,
    isOne,
  ),
  // `after` is exclusive; the ids are at most 2^53 - 1, which a score holds exactly.
  listItems: script(
    `local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'LIMIT', 0, ARGV[2])
     if #ids == 0 then return {} end
     return redis.call('HMGET', KEYS[1], unpack(ids))`,
    (reply) => reply as string[],
  ),
};
