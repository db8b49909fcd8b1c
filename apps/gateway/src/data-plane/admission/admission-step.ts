import { type MaybePromise } from '../../platform/maybe-promise';
import { type Exchange } from '../exchange/exchange';

/** One condition of a route. */
export interface AdmissionStep {
  /** @throws ProxyError, or rejects with one, when the request may not continue. */
  check(exchange: Exchange): MaybePromise<void>;
}
