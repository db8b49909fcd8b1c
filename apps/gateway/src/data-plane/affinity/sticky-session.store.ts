import { type MaybePromise } from '../../platform/maybe-promise';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { type CreateResult, type HeldLease } from './session-transitions';
import { type SessionOrigin, type StickySession } from './sticky-session';

/** The session that stands after a claim, and whether this claim made it. */
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
  /** The pools of the routes that use the rule. */
  readonly pools: readonly string[];
}

/** Which sessions a list is of; what is left out is not asked for. */
export interface SessionFilter {
  readonly rule?: string;
  readonly pool?: string;
  /** How the value of the key begins. */
  readonly keyPrefix?: string;
  readonly backendId?: string;
}

/** A part of a list. One that holds nothing may still be followed by others. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next part begins; undefined when this is the last. */
  readonly next: string | undefined;
}

/** The treatment of requests while the store is unavailable; see docs/reference/stores.md. */
export type StoreOutageMode = 'useLastKnown' | 'locate' | 'fail';

/** Learns which keys other processes have changed; `undefined` if any key may have changed. */
export type KeyListener = (key: string | undefined) => void;

/**
 * Remembers which backend owns which resource; the type and the injection token in one. Every operation is one atomic step.
 * A change names the session that it was decided on, and does nothing if another one stands, so gateways and requests may race.
 *
 * A promise may be rejected with a `StoreUnavailableError`. Then nothing is known: neither the session, nor whether the
 * change was made.
 */
export abstract class StickySessionStore implements RuntimePart {
  /** The treatment of requests while the store is unavailable. */
  abstract whenDown: StoreOutageMode;
  /** True if the store is available, as far as the gateway knows. */
  abstract readonly isReachable: boolean;
  /** True if `find` may use a copy in this process that another process has outdated. */
  readonly isCached: boolean = false;
  /** Sets the rules and their limits. Call it before the first use of a key. */
  abstract apply(rules: readonly SessionLimits[]): void;
  abstract find(key: string): MaybePromise<StickySession | undefined>;
  /** The session as it stands now, not as a cache knows it. */
  abstract findFresh(key: string): MaybePromise<StickySession | undefined>;
  /**
   * Makes a session if there is none. Otherwise returns the one that stands.
   *
   * @param origin what is known of the owner. Every origin except `claim` makes a confirmed session.
   */
  abstract claim(key: string, backendId: string, origin?: SessionOrigin): MaybePromise<Claim>;
  /**
   * A creating request begins: it joins the session that stands, whichever backend owns it, or claims the key for
   * `backendId`. Until its lease ends, no other request forgets or moves the session.
   */
  abstract begin(key: string, backendId: string): MaybePromise<Claim>;
  /** Extends the lease of creating requests that are still under way, and makes their session again if it was lost. */
  abstract renew(held: HeldLease): MaybePromise<StickySession>;
  /**
   * Notes that the resource was proven to be on no other backend.
   *
   * @returns the session that stands. If it has another generation, the creating request has begun there as by `begin`.
   */
  abstract prove(session: StickySession): MaybePromise<StickySession>;
  /**
   * A creating request ends that began under this session.
   *
   * @returns false if the resource was created on a backend that cannot become the owner.
   */
  abstract settle(session: StickySession, result: CreateResult): MaybePromise<boolean>;
  /** Marks the session as proven. False if another binding stands. */
  abstract confirm(session: StickySession, origin: SessionOrigin): MaybePromise<boolean>;
  /** Extends the idle time. Never blocks a request. */
  abstract touch(session: StickySession): void;
  /**
   * Gives the resource to another backend. Undefined if another session stands, or if more creating requests are under way
   * than the caller holds.
   *
   * @param origin as for `claim`.
   */
  abstract move(
    session: StickySession,
    toBackendId: string,
    origin: SessionOrigin,
    holds?: number,
  ): MaybePromise<StickySession | undefined>;
  /** Deletes the session. False if another one stands, or if a creating request is under way. */
  abstract forget(session: StickySession): MaybePromise<boolean>;
  /** Sessions by backend id. */
  abstract counts(): MaybePromise<ReadonlyMap<string, number>>;
  /** Pools in which there may be sessions of the rule. */
  abstract poolsOf(rule: string): MaybePromise<readonly string[]>;
  /**
   * A part of the sessions, in no particular order. Each session that stands from the first part to the last is in one of
   * them, or in two. One call reads a bounded number of sessions, however few pass the filter.
   *
   * @param cursor `next` of the previous part; undefined for the first.
   */
  abstract list(cursor: string | undefined, filter: SessionFilter): MaybePromise<Page<StickySession>>;
  /**
   * Returns true if a key of this rule and pool without a session is known to have no owner. That holds if,
   * since the backends have had resources, no session was lost by a start without a snapshot, for want of room,
   * or by idle time.
   */
  abstract isComplete(rule: string, pool: string): boolean;

  /** Follows what the configuration says of outages. */
  prepare({ stores }: { readonly stores: { readonly onStoreUnavailable: StoreOutageMode } }): Commit {
    return () => (this.whenDown = stores.onStoreUnavailable);
  }

  /** Calls back if all sessions may have been lost, as soon as the store is available again. */
  whenAllLost(_listener: () => void): void {
    // Most stores lose nothing, or end with the process.
  }

  /** Calls back for each key that another process has changed. */
  onKeyChanged(_listener: KeyListener): void {
    // A store of one process has no other writer.
  }

  /** Resolves when every other process has had the time to notice such a loss. */
  afterLosses(): MaybePromise<void> {
    return undefined;
  }
}
