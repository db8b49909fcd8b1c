/** What becomes of requests whose owner is not available; see docs/affinity.md. */
export type OwnerDown = 'strict' | 'fallback' | 'reassign';

/** The same for requests that change nothing, and for those that do. */
export interface OwnerDownSettings {
  readonly reads: OwnerDown;
  readonly writes: OwnerDown;
}
