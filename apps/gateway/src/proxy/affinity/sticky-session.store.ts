import { type MaybePromise } from '../../ports/maybe-promise';
import { type StickySession } from './sticky.session';

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
  readonly max: number;
  /** Milliseconds without a request after which one is forgotten. */
  readonly idle: number;
}

/**
 * Remembers which backend owns which resource; the type and the injection token in one. Every change names the session
 * it was decided upon and does nothing when another has taken its place, so that gateways and requests may race.
 */
export abstract class StickySessionStore {
  /** Says which rules there are and how much each remembers; to be called before the first of their keys is used. */
  abstract apply(rules: readonly SessionLimits[]): void;
  abstract find(key: string): MaybePromise<StickySession | undefined>;
  /** Makes a claimed session where there is none; who comes second gets the one of who came first. */
  abstract claim(key: string, backendId: string): MaybePromise<Claim>;
  /** Marks the session as proven; false when it is no longer the one that stands. */
  abstract confirm(session: StickySession): MaybePromise<boolean>;
  /** Extends the idle time. Never blocks a request. */
  abstract touch(session: StickySession): void;
  /** Gives the resource to another backend; undefined when the session is no longer the one that stands. */
  abstract move(session: StickySession, toBackendId: string): MaybePromise<StickySession | undefined>;
  /** Deletes the session; false when it is no longer the one that stands. */
  abstract forget(session: StickySession): MaybePromise<boolean>;
  /** Sessions by backend id. */
  abstract counts(): MaybePromise<ReadonlyMap<string, number>>;
}
