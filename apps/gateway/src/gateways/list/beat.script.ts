import { RedisScript } from '../../redis/redis.script';

/**
 * Notes a sign of life in the hash, on the clock of Redis, and takes off whoever gave none in time. ARGV: the id, what the
 * gateway tells of itself, how long it counts in milliseconds. Answers what all tell that are alive.
 */
export const BEAT = new RedisScript(
  'beat',
  `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2])
local alive = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local till, told = string.match(all[at + 1], '^(%d+) (.*)$')
  if till and tonumber(till) > now then
    alive[#alive + 1] = told
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return alive
`,
);
