import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Rate, type Verdict } from './rate-limit';

/** Counts requests by key. */
export abstract class RateLimitStore {
  /**
   * Takes `cost` requests from the allowance of the key.
   *
   * @throws by rejection if the store is unavailable.
   */
  abstract take(key: string, rate: Rate, cost: number): MaybePromise<Verdict>;
}
