import { REDIS_CLOCK } from '../../platform/redis/clock-lua';
import { RedisScript } from '../../platform/redis/redis.script';

/** For so long Redis remembers that a backend has left, so that no gateway takes it for forgotten; in milliseconds. */
export const MEMORY = 60_000;

/** The longest that an announcement counts, in milliseconds. */
export const MAX_TTL_MS = 3_600_000;

/** Reads fields, which are `<until> <facts>`, and removes those whose time is over. */
const COMMON = `${REDIS_CLOCK}
local function read(text)
  local till, facts = string.match(text or '', '^(%d+) (.*)$')
  if not till then return end
  local longest = facts == '-' and ${MEMORY} or tonumber(string.match(facts, '"ttl":%s*(%d+)') or ${MAX_TTL_MS})
  local left, mended = remaining(tonumber(till), longest)
  if left > 0 then return left, facts, mended end
end
local function clean()
  local all = redis.call('HGETALL', KEYS[1])
  local alive = {}
  for at = 1, #all, 2 do
    local left, facts, mended = read(all[at + 1])
    if mended then redis.call('HSET', KEYS[1], all[at], string.format('%.0f', mended) .. ' ' .. facts) end
    if left then
      alive[#alive + 1] = all[at]
      alive[#alive + 1] = string.format('%.0f', left)
      alive[#alive + 1] = facts
    else
      redis.call('HDEL', KEYS[1], all[at])
    end
  end
  return alive
end
`;

/**
 * Begins or renews a lease. KEYS: the hash, the key that changes with every change that others must read. ARGV:
 * the field, the registration as JSON, its time to live in milliseconds, the maximum number of fields. Returns
 * 0 if there are too many already.
 */
export const ANNOUNCE = new RedisScript(
  'announce',
  `${COMMON}
local standing = redis.call('HGET', KEYS[1], ARGV[1])
if not standing and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
  if #clean() / 3 >= tonumber(ARGV[4]) then return 0 end
end
local _, facts = read(standing)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2])
if facts ~= ARGV[2] then redis.call('INCR', KEYS[2]) end
return 1
`,
);

/**
 * Ends a lease. KEYS as above. ARGV: the field, for how many milliseconds it is remembered that it was ended, and 1 to do so even
 * if there is none. Answers whether there was one.
 */
export const LEAVE = new RedisScript(
  'leave',
  `${COMMON}
local left, facts = read(redis.call('HGET', KEYS[1], ARGV[1]))
local stands = left and facts ~= '-'
if not stands and ARGV[3] ~= '1' then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[2]) .. ' -')
redis.call('INCR', KEYS[2])
return stands and 1 or 0
`,
);

/** Answers, for each field that counts, its name, for how many milliseconds more it does, and the facts. */
export const LEASES = new RedisScript('leases', `${COMMON}return clean()`);
