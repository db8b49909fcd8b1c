import { RedisScript } from '../../../../platform/redis/redis.script';

/** Writes the record when there is none. ARGV: the record, idle time. Answers the record that was there before, if any. */
export const CLAIM = new RedisScript(
  'claim',
  `
local standing = redis.call('GET', KEYS[1])
if standing then return standing end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
`,
);

/** Writes the record over one of the same version. ARGV: that version, the record, idle time. Answers whether it did. */
export const REPLACE = new RedisScript(
  'replace',
  `
local standing = redis.call('GET', KEYS[1])
if not standing or string.match(standing, '^%d+') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`,
);

/** Deletes the record of a version. ARGV: that version. Answers whether it did. */
export const FORGET = new RedisScript(
  'forget',
  `
local standing = redis.call('GET', KEYS[1])
if not standing or string.match(standing, '^%d+') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
`,
);
