import { type MaybePromise } from '../../platform/maybe-promise';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { type SessionOrigin, type StickySession } from './sticky-session';

/** The answer to a claim: the session that stands, and whether this claim is the one that made it. */
export interface Claim {
  readonly session: StickySession;
  readonly won: boolean;
}

/** How much one rule remembers. */
export interface SessionLimits {
  /** Of the rule. */
  readonly name: string;
  /** Sessions at most. */
  readonly maxSessions: number;
  /** Milliseconds without a request after which one is forgotten. */
  readonly idleTimeout: number;
}

/** Which sessions a list is of; what is left out is not asked for. */
export interface SessionFilter {
  readonly rule?: string;
  /** How the value of the key begins, without the name of the rule. */
  readonly keyPrefix?: string;
  readonly backendId?: string;
}

/** A part of a list. One that holds nothing may still be followed by others. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next part begins; undefined when this is the last. */
  readonly next: string | undefined;
}

/** What becomes of requests while the store cannot be asked; see docs/reference/stores.md. */
export type StoreOutageMode = 'useLastKnown' | 'locate' | 'fail';

/**
 * Remembers which backend owns which resource; the type and the injection token in one. Every change names the session
 * it was decided upon and does nothing when another has taken its place, so that gateways and requests may race.
 *
 * Where a promise is answered, it may be rejected with a `StoreUnavailableError`: nothing is known then, neither of the
 * session nor of whether the change was made.
 */
export abstract class StickySessionStore implements RuntimePart {
  /** What becomes of requests while it cannot be asked. */
  abstract whenDown: StoreOutageMode;
  /** Whether it can be asked now, as far as is known. */
  abstract readonly isReachable: boolean;
  /** Says which rules there are and how much each remembers; to be called before the first of their keys is used. */
  abstract apply(rules: readonly SessionLimits[]): void;
  abstract find(key: string): MaybePromise<StickySession | undefined>;
  /**
   * Makes a session where there is none; who comes second gets the one of who came first.
   *
   * @param how what is known of the owner; all but a claim make a session that is confirmed from the start.
   */
  abstract claim(key: string, backendId: string, how?: SessionOrigin): MaybePromise<Claim>;
  /** Marks the session as proven; false when it is no longer the one that stands. */
  abstract confirm(session: StickySession, how: SessionOrigin): MaybePromise<boolean>;
  /** Extends the idle time. Never blocks a request. */
  abstract touch(session: StickySession): void;
  /**
   * Gives the resource to another backend; undefined when the session is no longer the one that stands.
   *
   * @param how as for a claim: all but a claim make the session a confirmed one.
   */
  abstract move(
    session: StickySession,
    toBackendId: string,
    how: SessionOrigin,
  ): MaybePromise<StickySession | undefined>;
  /** Deletes the session; false when it is no longer the one that stands. */
  abstract forget(session: StickySession): MaybePromise<boolean>;
  /** Sessions by backend id. */
  abstract counts(): MaybePromise<ReadonlyMap<string, number>>;
  /**
   * A part of the sessions that stand, in no particular order: each that stands from the first part to the last is in
   * one of them, now and then in two. No call looks at more than a bounded number of sessions, however few the filter lets through.
   *
   * @param cursor where the part before this one said that the next begins; undefined for the first.
   */
  abstract list(cursor: string | undefined, filter: SessionFilter): MaybePromise<Page<StickySession>>;
  /**
   * Whether a key of this rule without a session is known to have no owner: no session can have been lost since the
   * backends hold anything, be it by a start without what was remembered before, for want of room, or by idle time.
   */
  abstract isComplete(rule: string): boolean;

  /** Follows what the configuration says of outages. */
  prepare({ stores }: { readonly stores: { readonly onStoreUnavailable: StoreOutageMode } }): Commit {
    return () => (this.whenDown = stores.onStoreUnavailable);
  }

  /** Has it called whenever all sessions may have been lost at once, as soon as the store can be asked again. */
  whenAllLost(_listener: () => void): void {
    // Most stores lose nothing, or end with it.
  }

  /** Waits until whoever else uses the store has had the time to hear of such a loss, too. */
  afterLosses(): MaybePromise<void> {
    return undefined;
  }
}
