import { type MaybePromise } from '../../../platform/maybe-promise';

/** Counts requests by key, as long as they are under way. */
export abstract class ConcurrencyStore {
  /** Requests that this process has counted and not given back. */
  abstract readonly size: number;
  /** Counts one more, unless so many are under way; whether it did. Give it back with `end`. */
  abstract begin(key: string, max: number): MaybePromise<boolean>;
  /** One that was counted has ended. */
  abstract end(key: string): void;
}
