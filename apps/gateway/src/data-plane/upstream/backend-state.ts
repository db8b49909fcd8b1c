import { type FailureCause } from '../errors/failure-cause';

/** Result of the health probes; `unknown` until the first response. */
export type BackendHealth = 'unknown' | 'healthy' | 'unhealthy';

/**
 * State that an operator, or the backend itself, has set. `draining` gets no new requests, `disabled` gets none
 * at all.
 */
export type BackendMode = 'enabled' | 'draining' | 'disabled';

/** State of a backend in one word: the first of these that applies. */
export type BackendState = 'disabled' | 'draining' | 'unhealthy' | 'ejected' | 'full' | 'healthy' | 'unknown';

/** One step of a backend from one state to another, and why. */
export interface StateChange {
  readonly from: BackendState;
  readonly to: BackendState;
  /** For people: `3 probes in a row failed: connection refused`. */
  readonly reason: string;
  /** Wall time, in milliseconds since 1970. */
  readonly at: number;
}

/** An attempt that has failed, and when: wall time, in milliseconds since 1970. */
export interface LastFailure extends FailureCause {
  readonly at: number;
}
