import { OwnerUnavailableError } from '../errors/availability.errors';
import { type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type AffinityContext } from './affinity-context';
import { type Lease } from './lease-keeper';
import { type CreateResult } from './session-transitions';
import { type StickySessionStore } from './sticky-session.store';
import { type StickySession } from './sticky-session';

/** The place of one creating request in the session of its resource: from `begin` to `settle`, no other request forgets or moves it. */
export class PendingCreate {
  private lease: Lease | undefined;

  constructor(
    private readonly context: AffinityContext,
    private readonly key: string,
  ) {}

  /** True if the request has begun. */
  get isHeld(): boolean {
    return this.lease !== undefined;
  }

  /** Joins the session that stands, or claims the key for this backend. */
  begin(backendId: string): MaybePromise<StickySession> {
    return whenReady(this.context.store.begin(this.key, backendId), ({ session }) => this.keep(session));
  }

  /** The same for a session that the request joins, unless it has begun there. */
  join(session: StickySession): MaybePromise<StickySession> {
    return this.lease?.session.generation === session.generation ? session : this.begin(session.backendId);
  }

  /** The session that counts the request is this one now. */
  keep(session: StickySession): StickySession {
    if (this.lease === undefined) this.lease = this.context.leases.hold(session);
    else this.lease.session = session;
    return session;
  }

  /** The request goes to the owner now. */
  send(): void {
    if (this.lease !== undefined) this.lease.isSent = true;
  }

  /**
   * Moves the claim to another backend, since the request has not reached the present one.
   *
   * @throws OwnerUnavailableError if another create is under way at the present backend.
   */
  moveTo(backendId: string): MaybePromise<StickySession> {
    const { session } = this.lease!;
    return whenReady(this.context.store.move(session, backendId, 'claim', 1), (moved) =>
      moved === undefined ? this.moveFrom(session, backendId) : this.keep(moved),
    );
  }

  settle(result: CreateResult): MaybePromise<void> {
    const { lease } = this;
    if (lease === undefined) return undefined;
    const { store, leases, counts } = this.context;
    const mayBeProcessed = result.kind === 'unknown' || (result.kind === 'created' && result.afterUnknown);
    if (mayBeProcessed) leases.abandon(lease);
    else leases.release(lease);
    this.lease = undefined;
    return whenReady(store.settle(lease.session, result), (isOwner) => {
      if (!isOwner) counts.createConflicts++;
    });
  }

  /** The session has changed since the request has begun: another create may have come, and gone. */
  private moveFrom(earlier: StickySession, backendId: string): MaybePromise<StickySession> {
    const { store } = this.context;
    return whenReady(store.findFresh(this.key), (standing) => {
      if (standing?.generation !== earlier.generation) return this.begin(backendId);
      if (standing.state === 'confirmed' && earlier.state === 'claimed') return this.keep(standing);
      return whenReady(store.move(standing, backendId, 'claim', 1), (moved) => {
        if (moved === undefined) throw new OwnerUnavailableError();
        return this.keep(moved);
      });
    });
  }
}

/** Claims a key for this backend: by a create if the request is one, or by a move if a session stands. */
export function moveOrClaim(
  store: StickySessionStore,
  key: string,
  backendId: string,
  session: StickySession | undefined,
  create: PendingCreate | undefined,
): MaybePromise<StickySession> {
  if (create?.isHeld === true) return create.moveTo(backendId);
  const begin = (): MaybePromise<StickySession> =>
    create?.begin(backendId) ?? whenReady(store.claim(key, backendId), ({ session: standing }) => standing);
  if (session === undefined) return begin();
  return whenReady(store.move(session, backendId, 'claim'), (moved) =>
    moved === undefined || create !== undefined ? begin() : moved,
  );
}
