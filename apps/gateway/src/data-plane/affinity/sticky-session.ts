/** `claimed`: a creating request is under way, or its outcome is not known. `confirmed`: the backend has proven it. */
export type SessionState = 'claimed' | 'confirmed';

/**
 * What made the session what it is: a claim, which proves nothing yet; a creation that succeeded; another request that
 * did; a search among the backends; the operator's word.
 */
export type SessionOrigin = 'claim' | 'create' | 'learn' | 'locate' | 'operator';

/** What the gateway knows of who owns a resource. Records are replaced as a whole: `version` tells two apart. */
export interface StickySession {
  /** Rule name and value, see `sessionKey`. */
  readonly key: string;
  readonly backendId: string;
  /** No two sessions of one key ever have the same one. */
  readonly version: number;
  readonly state: SessionState;
  readonly how: SessionOrigin;
  /** In milliseconds since 1970, so that other gateways and people can read it. */
  readonly createdAt: number;
  /** The same; late by what the store saves itself in touches. */
  readonly lastUsedAt: number;
}

/** Only a claim proves nothing. */
export function stateAfter(how: SessionOrigin): SessionState {
  return how === 'claim' ? 'claimed' : 'confirmed';
}
