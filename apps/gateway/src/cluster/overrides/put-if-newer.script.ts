import { RedisScript } from '../../platform/redis/redis.script';

/**
 * Writes the override of a backend into the hash, unless a newer one is there. ARGV: the field, the time, the
 * gateway, the record. Returns the newer record, if there is one.
 */
export const PUT_IF_NEWER = new RedisScript(
  'tell',
  `
local standing = redis.call('HGET', KEYS[1], ARGV[1])
if standing then
  local at, by = string.match(standing, '^(%d+) (%S+) ')
  if at and (tonumber(at) > tonumber(ARGV[2]) or (tonumber(at) == tonumber(ARGV[2]) and by > ARGV[3])) then
    return standing
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
return false
`,
);
