import { type InFlightCreates } from './in-flight-creates';
import { type OwnerSearch } from './owner-search/owner-search';
import { type OpenTunnels } from './open-tunnels';
import { type StickySessionStore } from './sticky-session.store';

/** What came of affinity's decisions since the start; for metrics. */
export interface AffinityCounts {
  /** Creates that went ahead although an earlier owner could not be ruled out. */
  unprovenCreates: number;
  /** Times that the store could not be asked, or told. */
  storeErrors: number;
  /** Answers that were too long to be looked into. */
  unlearnedAnswers: number;
  /** Answers that named what another backend owns. */
  learnConflicts: number;
  /** Answers of 421 that led to the backend they named. */
  replays: number;
}

/** What every named resource works with. */
export interface AffinityContext {
  readonly store: StickySessionStore;
  readonly creates: InFlightCreates;
  readonly locator: OwnerSearch;
  readonly tunnels: OpenTunnels;
  readonly counts: AffinityCounts;
}
