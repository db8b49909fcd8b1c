import { type OnModuleInit } from '@nestjs/common';
import { type RedisAccess } from '../../../platform/redis/redis-access';
import { START_TIMEOUT_MS } from '../../../platform/redis/redis-link';
import { REDIS_CLOCK } from '../../../platform/redis/clock-lua';
import { RedisScript } from '../../../platform/redis/redis.script';
import { gcra } from './gcra';
import { RateLimitStore } from './rate-limit.store';
import { type Rate, type Verdict } from './rate-limit';

/**
 * The same arithmetic as `gcra`, on the clock of Redis, so that gateways need not agree about the time. ARGV:
 * milliseconds per request, milliseconds of the whole burst, cost. Answers how long, in milliseconds, the bucket still
 * was from being full before this request. The key is gone when the bucket is full again. A bucket that would be full later
 * than an empty one was counted before the clock was set back, or by a slower rate: it is empty.
 */
export const TAKE = new RedisScript(
  'take',
  `${REDIS_CLOCK}
local fullAt = tonumber(redis.call('GET', KEYS[1]) or now)
local wait, mended = remaining(fullAt, tonumber(ARGV[2]))
if mended then redis.call('SET', KEYS[1], string.format('%.3f', mended), 'PX', math.ceil(wait)) end
wait = string.format('%.3f', wait)
local after = wait + ARGV[1] * ARGV[3]
if after <= ARGV[2] + 1e-6 then
  redis.call('SET', KEYS[1], string.format('%.3f', now + after), 'PX', math.ceil(after))
end
return wait
`,
);

/** Counts in Redis or Valkey: all gateways that share it hold clients to one limit. */
export class RedisRateLimitStore extends RateLimitStore implements OnModuleInit {
  constructor(
    private readonly connection: RedisAccess,
    /** How every key in Redis begins. */
    private readonly prefix: string,
  ) {
    super();
  }

  /** Every provider that shares the connection must exist before the connection opens. */
  async onModuleInit(): Promise<void> {
    await this.connection.open(START_TIMEOUT_MS);
  }

  async take(key: string, rate: Rate, cost: number): Promise<Verdict> {
    const interval = rate.per / rate.requests;
    const values = [interval, interval * rate.burst, cost].map(String);
    const wait = await this.connection.run<string>(TAKE, `${this.prefix}${key}`, values);
    return gcra(rate, cost, 0, Number(wait));
  }
}
