import { type FailureCause } from '../errors/failure-cause';

/** What probes say of a backend; `unknown` until the first answer. */
export type BackendHealth = 'unknown' | 'healthy' | 'unhealthy';

/** What operators, or the backend itself, want of it. `draining` takes nothing new, `disabled` nothing at all. */
export type BackendMode = 'enabled' | 'draining' | 'disabled';

/** What a backend is fit for, in one word: the first of these that holds. */
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
