import { type StickySessionStore } from '../sticky-session.store';
import { isUnproven, type StickySession } from '../sticky-session';
import { ABSENT, type SearchResult, UNKNOWN } from './search-result';

/** Claims that may be lost during a search before the proof is given up. */
const MAX_TRIES = 3;

/** The result of a proof, and the session that stands now. */
export interface Proof {
  readonly result: SearchResult;
  readonly session: StickySession;
}

/**
 * Proves that no backend has a resource that is about to be created. A search says nothing of what is created after it, so
 * it begins when the claim stands, and counts only if the same claim stands when it ends: every other create has met the
 * claim meanwhile. If the store has lost the claim, or another one stands, the proof begins again.
 */
export class AbsenceProof {
  constructor(
    private readonly store: StickySessionStore,
    /** A search that begins when the claim of this generation stands. */
    private readonly search: (claim: StickySession) => Promise<SearchResult>,
    /** Called if the request has begun under another session. */
    private readonly onBegun: (session: StickySession) => void,
  ) {}

  /** @throws StoreUnavailableError by rejection */
  async of(claim: StickySession): Promise<Proof> {
    let session = claim;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (!isUnproven(session)) return { result: ABSENT, session };
      // A process that has lost the claim of a create under way restores it within this time.
      await this.store.afterLosses();
      const result = await this.search(session);
      if (result.kind !== 'absent') return { result, session };
      const standing = await this.store.prove(session);
      if (standing.generation === session.generation) return { result, session: standing };
      this.onBegun(standing);
      session = standing;
    }
    return { result: UNKNOWN, session };
  }
}
