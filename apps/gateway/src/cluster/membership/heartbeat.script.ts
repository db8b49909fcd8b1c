import { REDIS_CLOCK } from '../../platform/redis/clock-lua';
import { RedisScript } from '../../platform/redis/redis.script';

/**
 * Writes a heartbeat to the hash, by the clock of Redis, and removes the gateways without a recent one. ARGV: the id, the
 * description of the gateway, its validity in milliseconds. Returns the descriptions of all gateways that are alive.
 */
export const HEARTBEAT = new RedisScript(
  'beat',
  `${REDIS_CLOCK}
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2])
local alive = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local till, facts = string.match(all[at + 1], '^(%d+) (.*)$')
  local left, mended = remaining(tonumber(till) or 0, tonumber(ARGV[3]))
  if mended then redis.call('HSET', KEYS[1], all[at], string.format('%.0f', mended) .. ' ' .. facts) end
  if left > 0 then
    alive[#alive + 1] = facts
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return alive
`,
);
