import { RateLimitedError } from '../../../errors/admission.errors';
import { type Exchange } from '../../exchange';
import { clientKey, type LimitKey, needsIdentity } from './client.key';

/** How many requests of one client may be under way. */
export interface ConcurrencySettings {
  readonly key: LimitKey;
  readonly max: number;
}

/** Counts what each client has under way; no larger than the requests in flight. */
export class ConcurrencyLimit {
  readonly needsIdentity: boolean;
  private readonly underWay = new Map<string, number>();

  constructor(private readonly settings: ConcurrencySettings) {
    this.needsIdentity = needsIdentity(settings.key);
  }

  /** @throws RateLimitedError */
  check(exchange: Exchange): void {
    const key = clientKey(exchange, this.settings.key);
    const count = this.underWay.get(key) ?? 0;
    if (count >= this.settings.max)
      throw new RateLimitedError('Too many requests of this client are under way.', 1);
    this.underWay.set(key, count + 1);
    exchange.response.once('close', () => this.end(key));
  }

  private end(key: string): void {
    const left = this.underWay.get(key)! - 1;
    if (left === 0) this.underWay.delete(key);
    else this.underWay.set(key, left);
  }
}
