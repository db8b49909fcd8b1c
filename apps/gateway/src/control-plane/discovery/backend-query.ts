import { type BackendSettings } from '../../data-plane/upstream/backend';

/** Result of one query. */
export interface QueryResult {
  readonly backends: readonly BackendSettings[];
  /** Unusable entries of the result, one line each. */
  readonly skipped?: readonly string[];
  /** Milliseconds until it is to be asked again. */
  readonly again: number;
}

/** Asks for the backends of a pool, once each time. */
export interface BackendQuery {
  /**
   * @param isLook whether the answer is wanted at once, even if it says nothing new.
   * @throws when there is no answer, or none that is of use. Ends soon once the signal is given.
   */
  ask(signal: AbortSignal, isLook: boolean): Promise<QueryResult>;
}
