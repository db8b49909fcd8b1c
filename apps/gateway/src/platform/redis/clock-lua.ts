/**
 * Lua for scripts that go by the time of Redis, which may be set back: `now` in milliseconds, and `remaining`, which answers how
 * many milliseconds are left until a moment that was written as at most `longest` ahead. If more is left, the moment was
 * written before the clock was set back; the second answer is then the moment to write instead.
 */
export const REDIS_CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local function remaining(moment, longest)
  local left = math.max(0, moment - now)
  if left > longest then return longest, now + longest end
  return left
end
`;
