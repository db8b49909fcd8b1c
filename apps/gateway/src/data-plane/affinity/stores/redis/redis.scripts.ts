import { REDIS_CLOCK } from '../../../../platform/redis/clock-lua';
import { RedisScript } from '../../../../platform/redis/redis.script';
import { LEASE_MS } from '../../sticky-session';

/**
 * The transitions of `session-transitions.ts` for a record in Redis, by the clock of Redis. `r` is a record as a table;
 * `read` makes one of `KEYS[1]`, or nil, and stops at a text that another program has written. ARGV[1] is the idle time.
 */
const PRELUDE = `${REDIS_CLOCK}local LEASE = ${LEASE_MS}
local micros = time[1] * 1000000 + time[2]
now = math.floor(now)
local function whole(number) return string.format('%.0f', number) end
local function parsed(text)
  local e, g, o, f, p, u, c, l, b =
    string.match(text, '^(%d+) (%d+) (%a+) ([0-3]) (%d+) (%d+) (%d+) (%d+) (.+)$')
  if not e then return nil end
  f = tonumber(f)
  return { e = tonumber(e), g = tonumber(g), o = o, proven = f % 2 == 1, uncertain = f >= 2, p = tonumber(p),
    u = tonumber(u), c = tonumber(c), l = tonumber(l), b = b }
end
local function text(r)
  local flags = (r.proven and 1 or 0) + (r.uncertain and 2 or 0)
  return whole(r.e) .. ' ' .. whole(r.g) .. ' ' .. r.o .. ' ' .. flags .. ' ' .. whole(r.p) .. ' ' .. whole(r.u) ..
    ' ' .. whole(r.c) .. ' ' .. whole(r.l) .. ' ' .. r.b
end
local standing = redis.call('GET', KEYS[1])
local r
if standing then
  r = parsed(standing)
  if not r then return { 0, standing } end
  local _, corrected = remaining(r.u, LEASE)
  if corrected then
    r.u = corrected
    standing = text(r)
    redis.call('SET', KEYS[1], standing, 'KEEPTTL')
  end
end
local function epoch() return math.max((r and r.e or 0) + 1, micros) end
local function leased(x) return x.p > 0 and x.u > now end
local function claimed(b, o)
  local e = epoch()
  return { e = e, g = e, o = o, proven = false, uncertain = false, p = 0, u = 0, c = now, l = now, b = b }
end
local function rebound(b, o)
  local x = claimed(b, o)
  x.c = r.c
  return x
end
local function lease(x, p)
  x.p, x.u, x.l = p, now + LEASE, now
  return x
end
local function holders(x, n)
  local e = epoch()
  x.e = e
  if leased(x) then return lease(x, x.p + n) end
  if x.p > 0 then x.g = e end
  return lease(x, n)
end
local function begun(b)
  if r then return holders(r, 1) end
  return lease(claimed(b, 'claim'), 1)
end
local function save(x)
  local written = text(x)
  local ttl = tonumber(ARGV[1])
  if x.p > 0 then ttl = math.max(ttl, LEASE) end
  redis.call('SET', KEYS[1], written, 'PX', whole(ttl))
  return written
end
`;

/** Makes a session if there is none. ARGV: idle time, backend, origin. Returns whether it did, and the record. */
export const CLAIM = script(
  'claim',
  `
if r then return { 0, standing } end
return { 1, save(claimed(ARGV[2], ARGV[3])) }
`,
);

/** A creating request begins. ARGV: idle time, backend. Returns whether it has claimed the key, and the record. */
export const BEGIN = script(
  'begin',
  `
local won = r and 0 or 1
return { won, save(begun(ARGV[2])) }
`,
);

/** ARGV: idle time, backend, generation, requests, whether it takes over, whether it is proven. */
export const RENEW = script(
  'renew',
  `
local b, g, n = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if not r then
  local x = lease(claimed(b, 'claim'), n)
  x.proven = ARGV[6] == '1'
  return { 1, save(x) }
end
if r.b == b then
  if r.g == g and leased(r) then return { 1, save(lease(r, math.max(r.p, n))) } end
  return { 1, save(holders(r, n)) }
end
if ARGV[5] ~= '1' or r.o ~= 'claim' or r.proven then return { 0, standing } end
local x = lease(rebound(b, 'claim'), n)
x.proven = ARGV[6] == '1'
return { 1, save(x) }
`,
);

/** ARGV: idle time, backend, generation. Returns the record that stands. */
export const PROVE = script(
  'prove',
  `
if not r or r.g ~= tonumber(ARGV[3]) or not leased(r) then return { 0, save(begun(ARGV[2])) } end
r.proven = true
return { 1, save(r) }
`,
);

/**
 * A creating request ends. ARGV: idle time, backend, generation, result, backend of the create, whether an earlier attempt is unknown. Returns 2 for a conflict,
 * and the record that stands.
 */
export const SETTLE = script(
  'settle',
  `
local b, g, result, at = ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local counted = r and r.g == g and leased(r)
if result == 'unknown' then
  local x
  if not r then x = begun(b)
  elseif r.b ~= b then return { 1, standing }
  elseif counted then
    x = r
    x.e = epoch()
  else x = holders(r, 1) end
  x.uncertain = true
  return { 1, save(x) }
end
if counted then
  r.p = r.p - 1
  if r.p == 0 then r.u = 0 end
end
if result == 'created' then
  local function kept(x)
    if ARGV[6] ~= '1' then return x end
    if leased(x) then return lease(x, x.p + 1) end
    if x.p > 0 then x.g = x.e end
    return lease(x, 1)
  end
  if not r then return { 1, save(kept(claimed(at, 'create'))) } end
  if r.b == at then
    r.e = epoch()
    r.o, r.l, r.uncertain = 'create', now, false
    return { 1, save(kept(r)) }
  end
  if leased(r) then return { 2, save(r) } end
  return { 1, save(kept(rebound(at, 'create'))) }
end
if not counted then return { 1, standing } end
if r.p == 0 and r.o == 'claim' and not r.uncertain then
  redis.call('DEL', KEYS[1])
  return { 1, false }
end
return { 1, save(r) }
`,
);

/** ARGV: idle time, epoch, backend, origin, requests that the caller holds. Returns whether it did, and the record. */
export const MOVE = script(
  'move',
  `
if not r or r.e ~= tonumber(ARGV[2]) then return { 0, standing } end
local pending = leased(r) and r.p or 0
if pending > tonumber(ARGV[5]) then return { 0, standing } end
local x = rebound(ARGV[3], ARGV[4])
if pending > 0 and x.o == 'claim' then lease(x, pending) end
return { 1, save(x) }
`,
);

/** ARGV: idle time, generation, backend, origin. Returns whether it did, and the record. */
export const CONFIRM = script(
  'confirm',
  `
if not r or r.g ~= tonumber(ARGV[2]) or r.b ~= ARGV[3] then return { 0, standing } end
r.e = epoch()
r.o, r.uncertain, r.l = ARGV[4], false, now
return { 1, save(r) }
`,
);

/** ARGV: idle time, epoch. Returns whether it did, and the record that stands. */
export const FORGET = script(
  'forget',
  `
if not r or r.e ~= tonumber(ARGV[2]) or leased(r) then return { 0, standing } end
redis.call('DEL', KEYS[1])
return { 1, false }
`,
);

/** Notes a use. ARGV: idle time, generation. */
export const TOUCH = script(
  'touch',
  `
if not r or r.g ~= tonumber(ARGV[2]) then return { 0, standing } end
r.l = now
return { 1, save(r) }
`,
);

/**
 * Rewrites a record of before there were pools and epochs: "version origin createdAt lastUsedAt backend". KEYS: the new key,
 * the old one. ARGV: idle time. Returns the record that stands. Not for Redis Cluster, where the keys can be in two slots.
 */
export const ADOPT = script(
  'adopt',
  `
if r then return { 0, standing } end
local old = redis.call('GET', KEYS[2])
if not old then return { 0, false } end
local o, c, l, b = string.match(old, '^%d+ (%a+) (%d+) (%d+) (.+)$')
if not o then return { 0, false } end
local x = claimed(b, o)
x.c, x.l = tonumber(c), tonumber(l)
redis.call('DEL', KEYS[2])
return { 1, save(x) }
`,
);

function script(name: string, body: string): RedisScript {
  return new RedisScript(name, PRELUDE + body);
}
