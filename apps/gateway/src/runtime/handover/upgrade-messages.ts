import { type Link } from '../../platform/ipc/ipc-link';
import { type RateCount } from '../../data-plane/admission/rate-limiting/memory-rate-limit.store';
import { type SessionRow } from '../../data-plane/affinity/stores/handover/session-row';
import { type StoreCall } from '../../data-plane/affinity/stores/handover/remote-store-call';
import { type Estate } from './handover-state';

/**
 * What the two processes of an upgrade understand. They may be of different versions: what an older one would take for
 * something else comes with another number, and both then stay with what they have.
 */
export const PROTOCOL = 1;

/** What the process that takes over says. */
export interface ToPredecessor {
  /** All is made but the listening. */
  prepared(own: { readonly protocol: number; readonly version: string }): void;
  listening(nothing: undefined): void;
  /** It cannot, and ends. */
  failed(reason: string): void;
}

/** What the process that is there says. */
export interface ToSuccessor {
  /** Some of the sticky sessions. Answered when they are remembered. */
  sessions(rows: readonly SessionRow[]): void;
  /** Some of what is counted for rate limits. Answered when it is remembered. */
  rates(counts: readonly RateCount[]): void;
  /** All that is left is this; listen now. */
  estate(estate: Estate): void;
  /** A question, or a change, of a request that is still in flight here. Answered with what the store says. */
  call(call: StoreCall): unknown;
}

/** The line to the successor, as its predecessor holds it. */
export type SuccessorLink = Link<ToSuccessor, ToPredecessor>;
/** The line to the predecessor, as its successor holds it. */
export type PredecessorLink = Link<ToPredecessor, ToSuccessor>;
