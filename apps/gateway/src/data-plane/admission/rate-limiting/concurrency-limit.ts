import { RateLimitedError } from '../../errors/admission.errors';
import { isPromise, type MaybePromise } from '../../../platform/maybe-promise';
import { canReceive } from '../../client-presence';
import { type Exchange } from '../../exchange/exchange';
import { clientKey, type LimitKey, needsIdentity } from './client-key';
import { type ConcurrencyStore } from './concurrency.store';

/** How many requests of one client may be under way. */
export interface ConcurrencySettings {
  readonly key: LimitKey;
  readonly max: number;
}

/** Holds clients to a number of requests at a time. */
export class ConcurrencyLimit {
  readonly needsIdentity: boolean;

  constructor(
    /** Tells the limits of a gateway apart. */
    private readonly name: string,
    private readonly settings: ConcurrencySettings,
    private readonly underWay: ConcurrencyStore,
  ) {
    this.needsIdentity = needsIdentity(settings.key);
  }

  /** @throws RateLimitedError */
  check(exchange: Exchange): MaybePromise<void> {
    const key = `${this.name}${clientKey(exchange, this.settings.key)}`;
    const mayBegin = this.underWay.begin(key, this.settings.max);
    if (!isPromise(mayBegin)) return this.judge(exchange, key, mayBegin);
    return mayBegin.then((may) => this.judge(exchange, key, may));
  }

  private judge({ request, response }: Exchange, key: string, mayBegin: boolean): void {
    if (!mayBegin) throw new RateLimitedError('The client has too many requests in progress.', 1);
    // The client may have disconnected while the store was asked.
    if (!canReceive(request, response)) this.underWay.end(key);
    else response.once('close', () => this.underWay.end(key));
  }
}
