import { type MaybePromise, whenReady } from '../../ports/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { type Outcome, type OutcomeListener } from '../exchange';
import { type CreatesInFlight } from './creates.in-flight';
import { type StickySessionStore } from './sticky-session.store';
import { type SessionOrigin, type StickySession } from './sticky.session';

/** What a request does to the resource it names, as far as ownership is concerned. */
export type Intent = 'create' | 'delete' | 'use';

/**
 * The resource one request names, and what the request's outcome proves about its owner. Only a success proves that a
 * backend has it, and only the owner's own word proves that it is gone; no answer proves nothing.
 */
export class NamedResource implements OutcomeListener {
  constructor(
    private readonly store: StickySessionStore,
    private readonly creates: CreatesInFlight,
    readonly key: string,
    private readonly intent: Intent,
    /** The session that stands, as far as this request knows. */
    private session: StickySession | undefined,
  ) {
    if (intent === 'create') creates.begin(key);
  }

  /**
   * Claims the resource for the backend whose turn it is, before the request is sent there.
   *
   * @returns the session that stands now: another backend's when somebody else's claim came first.
   */
  claimFor(backend: Backend): MaybePromise<StickySession> {
    return whenReady(this.moveOrClaim(backend), (session) => {
      this.session = session;
      return session;
    });
  }

  settled(outcome: Outcome): MaybePromise<void> {
    if (this.intent === 'create') return this.createSettled(outcome);
    return outcome.kind === 'answered' ? this.useAnswered(outcome.backend, outcome.status) : undefined;
  }

  private moveOrClaim(backend: Backend): MaybePromise<StickySession> {
    const { store, session, key } = this;
    // An earlier attempt claimed it for a backend that could not be reached.
    const moved = session === undefined ? undefined : store.move(session, backend.id, 'claim');
    return whenReady(moved, (stands) => {
      if (stands !== undefined) return stands;
      return whenReady(store.claim(key, backend.id), (claim) => {
        if (claim.won) this.creates.noteClaim(key);
        return claim.session;
      });
    });
  }

  private createSettled(outcome: Outcome): MaybePromise<void> {
    const { creates, key, session } = this;
    const succeeded = outcome.kind === 'answered' && isSuccess(outcome.status);
    const givesBack = creates.end(key, succeeded || outcome.kind === 'unknown');
    if (succeeded) return this.confirm(outcome.backend, 'create');
    if (!givesBack || session === undefined || session.state === 'confirmed') return undefined;
    return ignoring(this.store.forget(session));
  }

  private useAnswered(backend: Backend, status: number): MaybePromise<void> {
    const { session, intent } = this;
    if (session === undefined)
      return intent === 'use' && isSuccess(status) ? this.confirm(backend, 'learn') : undefined;
    if (session.backendId !== backend.id) return undefined;
    const gone = status === 404 || status === 410 || (intent === 'delete' && isSuccess(status));
    // While it is being created, the owner's "not found" only means "not yet".
    if (gone) return this.creates.has(this.key) ? undefined : ignoring(this.store.forget(session));
    if (isSuccess(status) && session.state === 'claimed') return this.confirm(backend, 'learn');
    return undefined;
  }

  /** The backend has proven that it owns the resource, whoever was thought to. */
  private confirm(backend: Backend, how: SessionOrigin): MaybePromise<void> {
    const { store, session, key } = this;
    const isOwn = session?.backendId === backend.id && session.state === 'claimed';
    return whenReady(isOwn && store.confirm(session, how), (confirmed) => {
      if (confirmed) return undefined;
      return whenReady(store.claim(key, backend.id, how), ({ session: current }) =>
        this.confirmOver(current, backend, how),
      );
    });
  }

  private confirmOver(current: StickySession, backend: Backend, how: SessionOrigin): MaybePromise<void> {
    if (current.backendId !== backend.id) return ignoring(this.store.move(current, backend.id, how));
    return current.state === 'confirmed' ? undefined : ignoring(this.store.confirm(current, how));
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function ignoring(result: MaybePromise<unknown>): MaybePromise<void> {
  return whenReady(result, () => undefined);
}
