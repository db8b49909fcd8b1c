/** The treatment of requests whose owner is unavailable; see docs/explanation/ownership.md. */
export type OwnerUnavailablePolicy = 'fail' | 'fallback' | 'reassign';

/** The same for requests that change nothing, and for those that do. */
export interface OwnerUnavailableSettings {
  readonly reads: OwnerUnavailablePolicy;
  readonly writes: OwnerUnavailablePolicy;
}
