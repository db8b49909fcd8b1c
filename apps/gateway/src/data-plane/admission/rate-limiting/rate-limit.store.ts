import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Rate, type Verdict } from './rate-limit';

/** Counts requests by key. */
export abstract class RateLimitStore {
  /**
   * Takes `cost` requests out of what the key may still send.
   *
   * @throws by rejection when it cannot be told.
   */
  abstract take(key: string, rate: Rate, cost: number): MaybePromise<Verdict>;
}
