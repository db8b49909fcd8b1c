import { RateLimitedError } from '../../errors/admission.errors';
import { isPromise, type MaybePromise } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { clientKey, type LimitKey, needsIdentity } from './client-key';
import { type RateLimitStore } from './rate-limit.store';
import { type Rate, type Verdict } from './rate-limit';

/** How often clients may ask a route. */
export interface RateLimitSettings extends Rate {
  readonly key: LimitKey;
  readonly cost: number;
  /** The verdict while the store is unavailable. */
  readonly onStoreUnavailable: 'allow' | 'deny';
}

/** Holds clients to a rate, and tells them how they stand (`RateLimit-*`, `Retry-After`). */
export class RateCheck {
  /** True if it has to wait for the credentials. */
  readonly needsIdentity: boolean;
  private readonly limit: string;

  constructor(
    /** Tells the limits of a store apart. */
    private readonly name: string,
    private readonly settings: RateLimitSettings,
    private readonly store: RateLimitStore,
  ) {
    this.needsIdentity = needsIdentity(settings.key);
    this.limit = String(settings.burst);
  }

  /** @throws RateLimitedError */
  check(exchange: Exchange): MaybePromise<void> {
    const { settings, name } = this;
    const key = `${name}${clientKey(exchange, settings.key)}`;
    const verdict = this.store.take(key, settings, settings.cost);
    if (!isPromise(verdict)) return this.judge(exchange, verdict);
    return verdict.then(
      (found) => this.judge(exchange, found),
      () => this.judgeWithoutStore(),
    );
  }

  private judge(exchange: Exchange, { admitted, remaining, reset, retryAfter }: Verdict): void {
    const fields = [
      'RateLimit-Limit',
      this.limit,
      'RateLimit-Remaining',
      String(remaining),
      'RateLimit-Reset',
      String(Math.ceil(reset / 1000)),
    ];
    if (!admitted) throw new RateLimitedError('Too many requests.', secondsOf(retryAfter), fields);
    exchange.addResponseFields(fields);
  }

  private judgeWithoutStore(): void {
    if (this.settings.onStoreUnavailable === 'deny')
      throw new RateLimitedError('Requests cannot be counted at the moment.', 1);
  }
}

/** At least one: a client that comes back at once would be refused again. */
function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
