/** `claimed`: a creating request is under way, or its outcome is unknown. `confirmed`: the backend has proven ownership. */
export type SessionState = 'claimed' | 'confirmed';

/**
 * The event that created the session: a claim, which proves nothing yet; a successful create; another
 * successful request; a search of the backends; an operator.
 */
export type SessionOrigin = 'claim' | 'create' | 'learn' | 'locate' | 'operator';

export const ORIGINS: readonly SessionOrigin[] = ['claim', 'create', 'learn', 'locate', 'operator'];

/** Lease of a creating request, in milliseconds: without a renewal, the store assumes after this time that it has ended. */
export const LEASE_MS = 30_000;

/** Which backend owns a resource, as far as the gateway knows. Immutable: a change makes another session. */
export interface StickySession {
  /** Rule, pool and value; see `sessionKey`. */
  readonly key: string;
  readonly backendId: string;
  /** Grows with every claim, join, successful create and move. A change names the epoch that it was decided on. */
  readonly epoch: number;
  /** The epoch at which the present claim was made. Two sessions with the same generation are the same binding. */
  readonly generation: number;
  readonly state: SessionState;
  readonly origin: SessionOrigin;
  /** True if the resource was proven to be on no other backend under this generation. */
  readonly proven: boolean;
  /** True if a creating request ended with an unknown outcome, so that the resource may exist. */
  readonly uncertain: boolean;
  /** Number of creating requests under way, which counts until `pendingUntil`. */
  readonly pending: number;
  /** End of their lease, in milliseconds since 1970 by the clock of the store. 0 if there is none. */
  readonly pendingUntil: number;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** In milliseconds since 1970. Can be late, since stores do not write every use. */
  readonly lastUsedAt: number;
}

/** Only a claim proves nothing. */
export function stateAfter(origin: SessionOrigin): SessionState {
  return origin === 'claim' ? 'claimed' : 'confirmed';
}

/**
 * Returns true if the resource may be on another backend. After a create with an unknown outcome, an earlier
 * proof does not count.
 */
export function isUnproven({ state, proven, uncertain }: StickySession): boolean {
  return state === 'claimed' && (!proven || uncertain);
}
