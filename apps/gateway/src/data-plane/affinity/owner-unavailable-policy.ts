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
