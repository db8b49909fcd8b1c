import { REDIS_CLOCK } from '../../platform/redis/clock-lua';
import { RedisScript } from '../../platform/redis/redis.script';

/**
 * Notes a sign of life in the hash, on the clock of Redis, and removes the gateways that gave none in time. ARGV: the id, what
 * the gateway says of itself, how long it counts in milliseconds. Answers what all gateways say that are alive.
 */
export const HEARTBEAT = new RedisScript(
  'beat',
  `${REDIS_CLOCK}
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2])
local alive = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local till, told = string.match(all[at + 1], '^(%d+) (.*)$')
  local left, mended = remaining(tonumber(till) or 0, tonumber(ARGV[3]))
  if mended then redis.call('HSET', KEYS[1], all[at], string.format('%.0f', mended) .. ' ' .. told) end
  if left > 0 then
    alive[#alive + 1] = told
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return alive
`,
);
