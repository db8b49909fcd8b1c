import { type OwnerWait } from '../exchange/placement';
import { isSafe } from '../http-methods';
import { type Backend } from '../upstream/backend';

/** The treatment of requests whose owner is unavailable; see docs/explanation/ownership.md. */
export type OwnerUnavailablePolicy = 'fail' | 'fallback' | 'reassign';

/** The treatment of one request. */
export interface OwnerUnavailableAction {
  /** Milliseconds for which it waits for the owner; 0 if it does not. */
  readonly wait: number;
  /** The next step if the owner is not back by then. */
  readonly then: OwnerUnavailablePolicy;
}

/** The same for requests that change nothing, and for those that do. */
export interface OwnerUnavailableSettings {
  readonly reads: OwnerUnavailableAction;
  readonly writes: OwnerUnavailableAction;
}

/** The treatment of a request with this method. */
export function actionFor(
  { reads, writes }: OwnerUnavailableSettings,
  method: string,
): OwnerUnavailableAction {
  return isSafe(method) ? reads : writes;
}

/** The wait for an owner without a session; undefined if the request does not wait. */
export function waitFor(
  { id: backendId }: Backend,
  limit: number,
  placeAgain: OwnerWait['placeAgain'],
): OwnerWait | undefined {
  return limit === 0 ? undefined : { backendId, limit, key: undefined, placeAgain };
}
