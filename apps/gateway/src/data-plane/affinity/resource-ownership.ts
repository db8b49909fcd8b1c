import {
  OwnerUnavailableError,
  OwnerUnknownError,
  StoreUnavailableError,
} from '../errors/availability.errors';
import { isPromise, type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type ResponseHead } from '../upstream/response-head';
import { type ProxyError } from '../errors/proxy.error';
import { type Exchange } from '../exchange/exchange';
import {
  type ClaimableResource,
  type Outcome,
  type OwnershipTracker,
  type Placement,
  UNPLACED,
} from '../exchange/placement';
import { headerValue } from '../http/request-values';
import { type AffinityContext } from './affinity-context';
import { type AffinityRule, type Intent } from './affinity-rule';
import { type KeySource } from './keys/key.source';
import { AbsenceProof } from './owner-search/absence-proof';
import { type SearchRequest } from './owner-search/search-request';
import { isHit, isMiss, type SearchResult } from './owner-search/search-result';
import { REASON_AFTER } from './owner-availability';
import { type OwnerUnavailablePolicy } from './owner-unavailable-policy';
import { isSafe } from '../http-methods';
import { type SessionOrigin, type StickySession } from './sticky-session';

/** By which a backend that is not the owner names the one that is. */
const REPLAY_HEADER = 'x-replay-backend';

/**
 * The resource one request names, and what the request's outcome proves about its owner. Only a success proves that a
 * backend has it, and only the owner's own word proves that it is gone; no answer proves nothing.
 */
export class ResourceOwnership implements OwnershipTracker, ClaimableResource {
  /** Whether a denial makes the other backends be asked before the client gets it. */
  isSearchable = false;
  /** Whether somebody answers in the owner's place, which proves nothing. */
  private servedByFallback = false;
  private isReplayed = false;
  /** Whether it was proven under the present claim that nobody has it. */
  private absenceProven = false;
  /** What has been decided so far. */
  private placement: Placement;

  constructor(
    private readonly context: AffinityContext,
    private readonly exchange: Exchange,
    private readonly rule: AffinityRule,
    private readonly source: KeySource,
    readonly key: string,
    private readonly intent: Intent,
    private session: StickySession | undefined,
  ) {
    this.placement = { ...UNPLACED, rule: rule.name, tracker: this };
    if (this.isCreated) context.creates.begin(key);
  }

  get isCreated(): boolean {
    return this.intent === 'create';
  }

  /** Decides anew: what is not said here stays as it is. */
  place(changes: Partial<Placement>): Placement {
    return (this.placement = { ...this.placement, ...changes });
  }

  /** No backend may serve the request. */
  refuse(refusal: ProxyError): Placement {
    return this.place({ refusal });
  }

  /** Claims the resource for the backend whose turn it is, before the request is sent there. */
  claimFor(backend: Backend): MaybePromise<Placement> {
    this.context.locator.forgetAbsence(this.exchange.pool, this.key);
    const claimed = this.moveOrClaim(backend);
    const settled = isPromise(claimed) ? claimed.catch((error) => this.proceedWithoutClaim(error)) : claimed;
    return whenReady(settled, (session) => {
      this.session = session;
      if (session === undefined) return this.placement;
      if (!this.needsAbsenceProof(session)) return this.claimedBy(session, backend);
      return this.proveAbsence(session).then((found) => found ?? this.claimedBy(this.session!, backend));
    });
  }

  /** The claim of `backend` stands, or else an earlier one of another backend, which is the owner then. */
  private claimedBy({ backendId }: StickySession, backend: Backend): Placement {
    if (backendId === backend.id) return this.placement;
    const owner = this.exchange.pool.find(backendId);
    if (owner === undefined || !owner.acceptsOwnedRequests) throw new OwnerUnavailableError();
    return this.place({ owner });
  }

  /** Whether it is to be created, and it is not proven yet that nobody has it, though somebody has claimed it. */
  needsAbsenceProof({ state, version }: StickySession): boolean {
    const { context, rule, key } = this;
    if (!this.isCreated || !rule.provesAbsenceBeforeCreates || this.absenceProven || state !== 'claimed')
      return false;
    return !context.store.isComplete(rule.name) && !context.creates.isProven(key, version);
  }

  /**
   * Proves that nobody has it; `standing` is then the claim that this holds for.
   *
   * @returns the placement at the owner that was found instead.
   * @throws OwnerUnknownError, OwnerUnavailableError, StoreUnavailableError by rejection.
   */
  async proveAbsence(claim: StickySession): Promise<Placement | undefined> {
    const { store, creates, locator } = this.context;
    const request = this.searchFor(undefined);
    const search = (version: number): Promise<SearchResult> => locator.searchUnder(version, request);
    const proof = new AbsenceProof(store, search, () => creates.noteClaim(this.key));
    const { result, session } = await proof.of(claim);
    this.session = session;
    const found = session.state === 'confirmed' ? this.applyOwnerOf(session) : this.applySearchResult(result);
    if (found !== undefined) return found;
    this.absenceProven = true;
    creates.noteProof(this.key, session);
    return undefined;
  }

  /** The session that stands, as far as this request knows. */
  get currentSession(): StickySession | undefined {
    return this.session;
  }

  onOwnerAbandoned(): Placement {
    return this.replaceOwner(this.rule.whenOwnerIsDown(isSafe(this.exchange.head.method)));
  }

  /** Another backend is to answer: in the owner's place, or as the new owner. */
  replaceOwner(how: OwnerUnavailablePolicy | 'spill'): Placement {
    this.servedByFallback = how !== 'reassign';
    const { claim } = this.placement;
    return this.place({
      owner: undefined,
      mayFallback: false,
      reason: REASON_AFTER[how],
      claim: how === 'reassign' ? this : claim,
    });
  }

  onResponseHead(backend: Backend, { status, headers }: ResponseHead): MaybePromise<Placement | undefined> {
    if (status < 400) return undefined;
    if (status === 421) return this.replay(backend, headerValue(headers, REPLAY_HEADER));
    if (!this.isSearchable || !isMiss(status)) return undefined;
    this.isSearchable = false;
    return this.search(backend).then((result) => this.applySearchResult(result));
  }

  /** Asks the backends who has it; `deniedBy` has just been asked for it. */
  search(deniedBy?: Backend): Promise<SearchResult> {
    return this.context.locator.search(this.searchFor(deniedBy));
  }

  private searchFor(deniedBy: Backend | undefined): SearchRequest {
    const { exchange, rule, source, key } = this;
    const own = exchange.target;
    const target = rule.resourceTarget(exchange, source) ?? own;
    // A denial of something that belongs to it, or of one form of it, is none of the resource.
    const denied = target === own ? deniedBy : undefined;
    return { exchange, key, target, deniedBy: denied, settings: rule.locate };
  }

  /**
   * Takes over what a search has shown.
   *
   * @returns the placement at the owner; undefined when it is proven that there is none.
   * @throws OwnerUnknownError when nothing is proven.
   */
  applySearchResult(result: SearchResult): Placement | undefined {
    if (result.kind === 'unknown') throw new OwnerUnknownError();
    if (result.kind === 'absent') return undefined;
    this.session = result.session;
    if (!result.backend.acceptsOwnedRequests) throw new OwnerUnavailableError();
    return this.place({ owner: result.backend, reason: 'located', ownedSince: result.session?.createdAt });
  }

  /** Another request was quicker, and has created it. */
  private applyOwnerOf(session: StickySession): Placement {
    const backend = this.exchange.pool.find(session.backendId);
    if (backend === undefined) throw new OwnerUnavailableError();
    return this.applySearchResult({ kind: 'found', backend, session })!;
  }

  onComplete(outcome: Outcome): MaybePromise<void> {
    const isTunnel = outcome.kind === 'answered' && outcome.status === 101;
    if (isTunnel) this.context.tunnels.add(this.exchange, this.key);
    const told = this.isCreated ? this.onCreateComplete(outcome) : this.onUseComplete(outcome);
    // What the client has been answered stands, whether it can be remembered or not.
    return isPromise(told) ? told.catch(() => void this.context.counts.storeErrors++) : told;
  }

  /** At most once, so that two backends that send each other the client do not do it for ever. */
  private replay(backend: Backend, id: string | undefined): Placement | undefined {
    const { exchange, isReplayed } = this;
    const named = id === undefined ? undefined : exchange.pool.find(id);
    if (named === undefined || named === backend || isReplayed) return undefined;
    if (!named.acceptsOwnedRequests) throw new OwnerUnavailableError();
    this.isReplayed = true;
    this.context.counts.replays++;
    return this.place({ owner: named, reason: 'located' });
  }

  /** Creations that need not be safe are not refused because the store has no room for them, or is gone just now. */
  private proceedWithoutClaim(error: unknown): undefined {
    const isForgivable = error instanceof StoreUnavailableError && this.isCreated;
    if (!isForgivable || this.rule.provesAbsenceBeforeCreates) throw error;
    this.context.counts.storeErrors++;
    this.context.counts.unprovenCreates++;
    return undefined;
  }

  private moveOrClaim(backend: Backend): MaybePromise<StickySession> {
    const { session, key } = this;
    const { store, creates } = this.context;
    // An earlier attempt claimed it for a backend that could not be reached, or its owner is given up.
    const moved = session === undefined ? undefined : store.move(session, backend.id, 'claim');
    return whenReady(moved, (stands) => {
      if (stands !== undefined) return stands;
      this.absenceProven = false;
      return whenReady(store.claim(key, backend.id), (claim) => {
        if (claim.won && this.isCreated) creates.noteClaim(key);
        return claim.session;
      });
    });
  }

  private onCreateComplete(outcome: Outcome): MaybePromise<void> {
    const { key, session, servedByFallback: isDeputised } = this;
    const { creates, store } = this.context;
    const isAnswered = outcome.kind === 'answered';
    const succeeded = isAnswered && this.proves(outcome.status);
    const mayExist = succeeded || outcome.kind === 'unknown' || (isAnswered && outcome.afterUnknown);
    const givesBack = creates.end(key, mayExist);
    if (isDeputised) return undefined;
    if (succeeded) return this.confirm(outcome.backend, 'create');
    if (!givesBack || session === undefined || session.state === 'confirmed') return undefined;
    return ignoring(store.forget(session));
  }

  private onUseComplete(outcome: Outcome): MaybePromise<void> {
    if (outcome.kind !== 'answered' || this.servedByFallback) return undefined;
    const { session, intent } = this;
    const { backend, status } = outcome;
    const succeeded = this.proves(status);
    if (session === undefined || (this.isReplayed && session.backendId !== backend.id)) {
      return intent === 'use' && succeeded ? this.confirm(backend, 'learn') : undefined;
    }
    if (session.backendId !== backend.id) return undefined;
    if ((intent === 'delete' && succeeded) || this.rule.isGone(status, this.source)) {
      // While it is being created, the owner's "not found" only means "not yet".
      return this.context.creates.has(this.key) ? undefined : ignoring(this.context.store.forget(session));
    }
    if (succeeded && session.state === 'claimed') return this.confirm(backend, 'learn');
    return undefined;
  }

  /** Whether an answer proves that who gave it has the resource: anybody can tell what methods there are. */
  private proves(status: number): boolean {
    return (isHit(status) || status === 101) && this.exchange.head.method !== 'OPTIONS';
  }

  /** The backend has proven that it owns the resource, whoever was thought to. */
  private confirm(backend: Backend, how: SessionOrigin): MaybePromise<void> {
    const { session, key } = this;
    const { store } = this.context;
    const isOwn = session?.backendId === backend.id && session.state === 'claimed';
    return whenReady(isOwn && store.confirm(session, how), (confirmed) => {
      if (confirmed) return undefined;
      return whenReady(store.claim(key, backend.id, how), ({ session: current }) => {
        if (current.backendId !== backend.id) return ignoring(store.move(current, backend.id, how));
        return current.state === 'confirmed' ? undefined : ignoring(store.confirm(current, how));
      });
    });
  }
}

function ignoring(result: MaybePromise<unknown>): MaybePromise<void> {
  return whenReady(result, () => undefined);
}
