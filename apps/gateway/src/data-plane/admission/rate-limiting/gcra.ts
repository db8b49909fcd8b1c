import { type Rate, type Verdict } from './rate-limit';

/** The verdict, and when the bucket is full again, which is to be remembered: the same where the request may not pass. */
export interface Counted extends Verdict {
  readonly fullAt: number;
}

/** Differences of large numbers are off by so much, at most: without it, 30 s would become 31. */
const ROUNDING = 1e-6;

/**
 * The generic cell rate algorithm (ITU-T I.371): one number per key, the time at which its bucket will be full again. It
 * limits as a leaky bucket does and forgets nothing at the borders of a window.
 *
 * @param fullAt that number of the key, on the clock of `now`; undefined for a new key.
 */
export function gcra(rate: Rate, cost: number, now: number, fullAt: number | undefined): Counted {
  const interval = rate.per / rate.requests;
  const whole = interval * rate.burst;
  const before = fullAt === undefined || fullAt < now ? now : fullAt;
  const after = before + interval * cost;
  const admitted = after - now <= whole + ROUNDING;
  const stands = admitted ? after : before;
  const remaining = Math.max(0, Math.floor((whole - (stands - now)) / interval + ROUNDING));
  const retryAfter = admitted ? 0 : Math.max(0, after - now - whole - ROUNDING);
  const reset = Math.max(0, stands - now - ROUNDING);
  return { admitted, remaining, reset, retryAfter, fullAt: stands };
}
