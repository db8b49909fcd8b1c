import { type IpcLink } from '../../platform/ipc/ipc-link';
import { type RateCount } from '../../data-plane/admission/rate-limiting/memory-rate-limit.store';
import { type SessionRow } from '../../data-plane/affinity/stores/handover/session-row';
import { type RemoteStoreCall } from '../../data-plane/affinity/stores/handover/remote-store-call';
import { type HandoverState } from './handover-state';

/**
 * Version of the messages between the two processes of an upgrade, whose programs may have different versions.
 * A change that an older program would misread gets another number, and then the old process refuses the
 * upgrade.
 */
export const PROTOCOL = 2;

/** Messages from the new process. */
export interface ToOldProcess {
  /** All is made but the listening. */
  prepared(own: { readonly protocol: number; readonly version: string }): void;
  listening(nothing: undefined): void;
  /** It cannot, and ends. */
  failed(reason: string): void;
}

/** Messages from the old process. */
export interface ToNewProcess {
  /** Some of the sticky sessions. Answered when they are remembered. */
  sessions(rows: readonly SessionRow[]): void;
  /** Some of what is counted for rate limits. Answered when it is remembered. */
  rates(counts: readonly RateCount[]): void;
  /** All that is left is this; listen now. */
  estate(estate: HandoverState): void;
  /** A question, or a change, of a request that is still in flight here. Answered with what the store says. */
  call(call: RemoteStoreCall): unknown;
}

/** The line to the successor, as its predecessor holds it. */
export type NewProcessLink = IpcLink<ToNewProcess, ToOldProcess>;
/** The line to the predecessor, as its successor holds it. */
export type OldProcessLink = IpcLink<ToOldProcess, ToNewProcess>;
