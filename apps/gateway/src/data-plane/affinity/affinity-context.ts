import { type Clock } from '../../platform/clock';
import { type LeaseKeeper } from './lease-keeper';
import { type OwnerSearch } from './owner-search/owner-search';
import { type OpenTunnels } from './open-tunnels';
import { type StickySessionStore } from './sticky-session.store';

/** Number of each decision of affinity since the start; for metrics. */
export interface AffinityCounts {
  /** Creates that went ahead although an earlier owner could not be ruled out. */
  unprovenCreates: number;
  /** Times that the store was unavailable. */
  storeErrors: number;
  /** Responses that were too long to be searched for keys. */
  unlearnedResponses: number;
  /** Responses that named a resource of another owner. */
  learnConflicts: number;
  /** Resources that were created on a backend while another create was under way at their owner. */
  createConflicts: number;
  /** Proofs that were not applied, since the session had changed after their request was sent. */
  staleProofs: number;
  /** Requests that their owner refused, since it knew a later epoch. */
  staleEpochs: number;
  /** Responses of 421 that led to the backend they named. */
  replays: number;
}

/** Services that every named resource shares. */
export interface AffinityContext {
  readonly store: StickySessionStore;
  readonly clock: Clock;
  readonly leases: LeaseKeeper;
  readonly locator: OwnerSearch;
  readonly tunnels: OpenTunnels;
  readonly counts: AffinityCounts;
}
