import { type StickySessionStore } from '../sticky-session.store';
import { type StickySession } from '../sticky-session';
import { type SearchResult, UNKNOWN } from './search-result';

/** Claims that may be gone when their search has ended, before it is given up. */
const MOST_TRIES = 3;

/** What came of it, and the session that stands now. */
export interface Proof {
  readonly result: SearchResult;
  readonly session: StickySession;
}

/**
 * Proves that nobody has what is about to be created. A search says nothing of what is created behind it, so it begins when
 * the claim stands, and counts only where the same claim stands when it has ended: who else wanted to create it
 * meanwhile has met the claim. A claim that the store has lost, or that another has taken the place of, starts it anew.
 */
export class AbsenceProof {
  constructor(
    private readonly store: StickySessionStore,
    /** A search that begins when the claim of this version stands. */
    private readonly search: (claim: number) => Promise<SearchResult>,
    /** Called when the claim had to be made once more. */
    private readonly onClaim: () => void,
  ) {}

  /** @throws StoreUnavailableError by rejection */
  async of(claim: StickySession): Promise<Proof> {
    let session = claim;
    for (let tries = 0; tries < MOST_TRIES && session.state === 'claimed'; tries++) {
      // Who is creating it already, and has lost the claim for that, makes it again.
      await this.store.afterLosses();
      const result = await this.search(session.version);
      if (result.kind !== 'absent') return { result, session };
      const again = await this.store.claim(session.key, session.backendId);
      if (again.won) this.onClaim();
      else if (again.session.version === session.version) return { result, session };
      session = again.session;
    }
    return { result: UNKNOWN, session };
  }
}
