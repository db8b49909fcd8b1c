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
import { type AffinityContext } from './affinity-context';
import { type NamedResource, searchRequestFor } from './named-resource';
import { OutcomeProof } from './outcome-proof';
import { newerSession, replayBackend, staleEpochIn } from './misdirected';
import { AbsenceProof } from './owner-search/absence-proof';
import { isMiss, type SearchResult } from './owner-search/search-result';
import { REASON_AFTER } from './owner-availability';
import { type OwnerUnavailablePolicy } from './owner-unavailable-policy';
import { moveOrClaim, PendingCreate } from './pending-create';
import { isUnproven, type StickySession } from './sticky-session';

/** Times that one request is sent again with a later epoch. */
const MAX_STALE = 2;

/** The resource that one request names: where the request goes, and what its outcome proves about the owner. */
export class ResourceOwnership implements OwnershipTracker, ClaimableResource {
  /** True if the gateway reacts to a 404 by asking the other backends before the client gets it. */
  isSearchable = false;
  /** True if another process may have changed the session since it was read. */
  isFromCache = false;
  /** Set if the request creates the resource. */
  readonly create: PendingCreate | undefined;
  /** True if another backend responds instead of the owner, which proves nothing. */
  private servedByFallback = false;
  private isReplayed = false;
  private staleEpochs = 0;
  /** The decisions so far. */
  private placement: Placement;

  constructor(
    private readonly context: AffinityContext,
    private readonly exchange: Exchange,
    private readonly resource: NamedResource,
    /** The session under which the request is sent: its response proves nothing about a later one. */
    private session: StickySession | undefined,
  ) {
    this.placement = { ...UNPLACED, rule: resource.rule.name, tracker: this };
    this.create = resource.intent === 'create' ? new PendingCreate(context, resource.key) : undefined;
  }

  get key(): string {
    return this.resource.key;
  }

  get isCreated(): boolean {
    return this.create !== undefined;
  }

  /** The session that stands, as far as this request knows. */
  get currentSession(): StickySession | undefined {
    return this.session;
  }

  /** Replaces the placement; fields that are left out stay. A request that waits does so for the owner that it has now. */
  place(changes: Partial<Placement>): Placement {
    const next = { ...this.placement, ...changes };
    const { owner, ownerWait } = next;
    const isForAnother = ownerWait !== undefined && owner !== undefined && ownerWait.backendId !== owner.id;
    if (isForAnother) next.ownerWait = { ...ownerWait, backendId: owner.id };
    return (this.placement = next);
  }

  /** No backend may serve the request. */
  refuse(refusal: ProxyError): Placement {
    return this.place({ refusal });
  }

  /**
   * A creating request begins at the owner. If the store is unavailable, the owner gets it all the same, unless creates are
   * safe: without a lease, the session could be forgotten before the request is processed.
   */
  joinOwner(session: StickySession): MaybePromise<StickySession> {
    this.context.locator.forgetAbsence(this.key);
    const joined = this.create!.join(session);
    if (!isPromise(joined)) return (this.session = joined);
    return joined.then(
      (standing) => (this.session = standing),
      (error: unknown) => {
        if (this.resource.rule.provesAbsenceBeforeCreates) throw error;
        this.context.counts.storeErrors++;
        return session;
      },
    );
  }

  /** Claims the resource for the backend whose turn it is, before the request is sent there. */
  claimFor(backend: Backend): MaybePromise<Placement> {
    this.context.locator.forgetAbsence(this.key);
    const { context, key, session: earlier, create } = this;
    const claimed = moveOrClaim(context.store, key, backend.id, earlier, create);
    const standing = isPromise(claimed) ? claimed.catch((error) => this.proceedWithoutClaim(error)) : claimed;
    return whenReady(standing, (session) => {
      this.session = session;
      if (session === undefined) return this.placement;
      if (!this.needsAbsenceProof(session)) return this.claimedBy(session, backend);
      return this.proveAbsence(session).then((found) => found ?? this.claimedBy(this.session!, backend));
    });
  }

  /** Returns true if the request creates the resource, which may still exist on another backend than the claiming one. */
  needsAbsenceProof(session: StickySession): boolean {
    const { rule, pool } = this.resource;
    if (!this.isCreated || !rule.provesAbsenceBeforeCreates || !isUnproven(session)) return false;
    return !this.context.store.isComplete(rule.name, pool);
  }

  /**
   * Proves that no backend has the resource. `currentSession` is then the claim for which this holds.
   *
   * @returns the placement at the owner that was found instead.
   * @throws OwnerUnknownError, OwnerUnavailableError, StoreUnavailableError by rejection.
   */
  async proveAbsence(claim: StickySession): Promise<Placement | undefined> {
    const { store, locator } = this.context;
    const create = this.create!;
    const request = searchRequestFor(this.resource, this.exchange, undefined);
    const search = (under: StickySession): Promise<SearchResult> => locator.searchUnder(under, request);
    const proof = new AbsenceProof(store, search, (begun) => create.keep(begun));
    const { result, session } = await proof.of(claim);
    create.keep(session);
    this.session = session;
    const isFound = result.kind === 'found';
    const isOwned = !isFound && session.state === 'confirmed';
    const placement = isOwned ? this.applyOwnerOf(session) : this.applySearchResult(result);
    if (isFound && result.session !== undefined) this.session = await create.join(result.session);
    if (isFound || isOwned) create.send();
    return placement;
  }

  onOwnerAbandoned(): Placement {
    return this.replaceOwner(this.resource.rule.whenOwnerIsDown(this.resource.method).then);
  }

  /** Another backend responds: instead of the owner, or as the new owner. */
  replaceOwner(how: OwnerUnavailablePolicy | 'spill'): Placement {
    this.servedByFallback = how !== 'reassign';
    const { claim } = this.placement;
    return this.place({
      owner: undefined,
      epoch: undefined,
      mayFallback: false,
      ownerWait: undefined,
      reason: REASON_AFTER[how],
      claim: how === 'reassign' ? this : claim,
    });
  }

  onResponseHead(backend: Backend, { status, headers }: ResponseHead): MaybePromise<Placement | undefined> {
    if (status < 400) return undefined;
    if (status === 421) return this.onMisdirected(backend, headers);
    if (this.isCreated || !isMiss(status)) return undefined;
    if (this.isFromCache && !this.servedByFallback) return this.askAgain(backend);
    return this.searchAfter(backend);
  }

  /** Asks the backends for the resource; `deniedBy` has just been asked for it. */
  search(deniedBy?: Backend): Promise<SearchResult> {
    const { session, context } = this;
    const { locator } = context;
    const request = searchRequestFor(this.resource, this.exchange, deniedBy);
    return session?.state === 'claimed' ? locator.searchUnder(session, request) : locator.search(request);
  }

  /**
   * Applies the result of a search.
   *
   * @returns the placement at the owner; undefined if it is proven that there is none.
   * @throws OwnerUnknownError if nothing is proven.
   */
  applySearchResult(result: SearchResult): Placement | undefined {
    if (result.kind === 'unknown') throw new OwnerUnknownError();
    if (result.kind === 'absent') return undefined;
    this.session = result.session;
    return this.placeAt(result.backend, result.session);
  }

  onComplete(outcome: Outcome): MaybePromise<void> {
    const { context, exchange, resource, session, create, servedByFallback, isReplayed } = this;
    const isTunnel = outcome.kind === 'answered' && outcome.status === 101;
    if (isTunnel) context.tunnels.add(exchange, resource.key);
    const proof = new OutcomeProof(context, resource, session, { servedByFallback, isReplayed });
    const written = create === undefined ? proof.ofUse(outcome) : proof.ofCreate(outcome, create);
    // The client's response stands, whether it can be remembered or not.
    return isPromise(written) ? written.catch(() => void context.counts.storeErrors++) : written;
  }

  /** The claim of `backend` stands, or the session of an owner, which a failed attempt does not change. */
  private claimedBy({ backendId, state }: StickySession, backend: Backend): Placement {
    const isClaim = backendId === backend.id && state === 'claimed';
    const owner = isClaim ? undefined : this.exchange.pool.find(backendId);
    if (!isClaim && owner?.acceptsOwnedRequests !== true) throw new OwnerUnavailableError();
    this.create?.send();
    return this.place({ epoch: this.epochOf(this.session), ...(isClaim ? {} : { owner }) });
  }

  private searchAfter(backend: Backend): Promise<Placement | undefined> | undefined {
    if (!this.isSearchable) return undefined;
    this.isSearchable = false;
    return this.search(backend).then((result) =>
      // It has the resource by now. Its response is older than the session, and proves nothing about it.
      result.kind === 'found' && result.backend === backend ? undefined : this.applySearchResult(result),
    );
  }

  /**
   * The client gets no 404 because of an outdated copy: if there is another owner by now, it gets the request. If the store
   * cannot say so, the backends can.
   */
  private async askAgain(backend: Backend): Promise<Placement | undefined> {
    this.isFromCache = false;
    let standing: StickySession | undefined;
    try {
      standing = await this.context.store.findFresh(this.key);
    } catch {
      this.context.counts.storeErrors++;
      this.isSearchable = this.resource.rule.locates && this.resource.method !== 'OPTIONS';
      return this.searchAfter(backend);
    }
    if (standing === undefined || standing.backendId === backend.id) return this.searchAfter(backend);
    const owner = this.exchange.pool.find(standing.backendId);
    if (owner?.acceptsOwnedRequests !== true) return undefined;
    this.session = standing;
    return this.place({ owner, ownedSince: standing.createdAt, epoch: this.epochOf(standing) });
  }

  private onMisdirected(backend: Backend, headers: readonly string[]): MaybePromise<Placement | undefined> {
    const seen = this.servedByFallback ? undefined : staleEpochIn(headers, this.placement.epoch);
    if (seen !== undefined) return this.sendUnderNewerEpoch(seen);
    // At most once, so that two backends that name each other do not make an endless loop.
    const named = this.isReplayed ? undefined : replayBackend(headers, this.exchange.pool, backend);
    if (named === undefined) return undefined;
    this.isReplayed = true;
    this.context.counts.replays++;
    return this.place({ owner: named, reason: 'located', epoch: undefined });
  }

  private async sendUnderNewerEpoch(seen: number): Promise<Placement> {
    const { context, session, create, exchange } = this;
    context.counts.staleEpochs++;
    if (session === undefined || this.staleEpochs++ === MAX_STALE) throw new OwnerUnavailableError();
    const newer = await newerSession(seen, session, create, context, exchange.pool.handOff?.timeout ?? 0);
    if (newer === undefined) return this.placeWithoutSession();
    this.session = newer;
    this.isFromCache = false;
    return this.applyOwnerOf(newer);
  }

  /** The session is gone: if there is the resource, a search finds it. */
  private async placeWithoutSession(): Promise<Placement> {
    if (this.isCreated || !this.resource.rule.locates) throw new OwnerUnavailableError();
    this.session = undefined;
    const found = this.applySearchResult(await this.search());
    return found ?? this.place({ owner: undefined, epoch: undefined, ownerWait: undefined, reason: 'miss' });
  }

  private epochOf(session: StickySession | undefined): number | undefined {
    return this.resource.rule.tellsEpoch ? session?.generation : undefined;
  }

  /** Another request has created the resource meanwhile. */
  private applyOwnerOf(session: StickySession): Placement {
    const backend = this.exchange.pool.find(session.backendId);
    if (backend === undefined) throw new OwnerUnavailableError();
    return this.placeAt(backend, session);
  }

  private placeAt(owner: Backend, session: StickySession | undefined): Placement {
    if (!owner.acceptsOwnedRequests) throw new OwnerUnavailableError();
    const { rule, method } = this.resource;
    const mayFallback = rule.whenOwnerIsDown(method).then !== 'fail';
    const epoch = this.epochOf(session);
    return this.place({ owner, reason: 'located', ownedSince: session?.createdAt, epoch, mayFallback });
  }

  /** Creates that need no proof are not refused because the store is full or unavailable. */
  private proceedWithoutClaim(error: unknown): undefined {
    const isForgivable = error instanceof StoreUnavailableError && this.isCreated;
    if (!isForgivable || this.resource.rule.provesAbsenceBeforeCreates) throw error;
    this.context.counts.storeErrors++;
    this.context.counts.unprovenCreates++;
    return undefined;
  }
}
