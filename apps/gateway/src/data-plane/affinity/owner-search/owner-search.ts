import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { type MaybePromise, whenReady } from '../../../platform/maybe-promise';
import { clientNetwork } from '../../http/client-network';
import { AttemptOutcomes } from '../../upstream/attempt-outcomes';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';
import { UpstreamClient } from '../../upstream/upstream-client';
import { type StickySession } from '../sticky-session';
import { StickySessionStore } from '../sticky-session.store';
import { NegativeCache } from './negative-cache';
import { Search } from './search';
import { SearchLimiter } from './search-limiter';
import { type SearchContext, type SearchRequest } from './search-request';
import { type SearchResult, UNKNOWN } from './search-result';

interface UnderWay {
  readonly result: Promise<SearchResult>;
  /** The generation of the claim that stood when the search began; undefined if no claim is known. */
  readonly claim: number | undefined;
}

type Searches = Map<string, UnderWay>;

/** Finds an unknown owner by asking the backends of its pool: once for all requests that wait. */
@Injectable()
export class OwnerSearch implements SearchContext {
  /** How searches have ended since the start. */
  readonly counts = { found: 0, absent: 0, unknown: 0, refused: 0 };
  private readonly limiters = new WeakMap<Pool, SearchLimiter>();
  /** The searches that requests may join, by key: each began after the last change of its key that this process knows of. */
  private readonly underWay: Searches = new Map();
  /**
   * The searches of creates. Other requests do not join them: if the store loses the claim, such a search is older than what
   * was created under it.
   */
  private readonly underClaims: Searches = new Map();
  private readonly absences: NegativeCache;

  constructor(
    readonly client: UpstreamClient,
    readonly outcomes: AttemptOutcomes,
    private readonly store: StickySessionStore,
    @Inject(Clock) readonly clock: Clock,
  ) {
    this.absences = new NegativeCache(clock);
    store.onKeyChanged((key) => (key === undefined ? this.forgetAllAbsences() : this.forgetAbsence(key)));
    store.whenAllLost(() => this.forgetAllAbsences());
  }

  /** Returns true if a recent search proved that no backend has the resource. */
  isAbsent(pool: Pool, key: string): boolean {
    return this.absences.has(pool, key);
  }

  /** Searches in the pool that are under way, or wait for their turn. */
  searchesIn(pool: Pool): number {
    return this.limiters.get(pool)?.size ?? 0;
  }

  /** The resource may be created now. A search under way may have asked too soon. */
  forgetAbsence(key: string): void {
    this.absences.forget(key);
    this.underWay.delete(key);
  }

  /** Never rejects: a search that fails is `unknown`. */
  search(request: SearchRequest): Promise<SearchResult> {
    return this.underWay.get(request.key)?.result ?? this.add(request, undefined, this.underWay);
  }

  /** The same by a search that began when this claim stood already. An earlier one may have asked too soon. */
  async searchUnder(claim: StickySession, request: SearchRequest): Promise<SearchResult> {
    const { underClaims } = this;
    for (
      let known = underClaims.get(request.key);
      known !== undefined;
      known = underClaims.get(request.key)
    ) {
      const result = await known.result;
      if (known.claim === claim.generation) return result;
    }
    return this.add(request, claim.generation, underClaims);
  }

  private forgetAllAbsences(): void {
    this.absences.clear();
    this.underWay.clear();
  }

  private add(request: SearchRequest, claim: number | undefined, searches: Searches): Promise<SearchResult> {
    const { key } = request;
    const isCurrent = (): boolean => searches.get(key) === own;
    const result = this.begin(request, claim, isCurrent).finally(() => {
      if (isCurrent()) searches.delete(key);
    });
    const own: UnderWay = { result, claim };
    searches.set(key, own);
    return result;
  }

  private async begin(
    request: SearchRequest,
    claim: number | undefined,
    isCurrent: () => boolean,
  ): Promise<SearchResult> {
    const { exchange, deniedBy, settings } = request;
    const limiter = this.limiterOf(exchange.pool);
    const candidates = exchange.pool.backends.length - (deniedBy === undefined ? 0 : 1);
    if (candidates === 0) return this.run(request, claim, isCurrent);
    // A create has to be preceded by a search that finds nothing, so only other searches speak against the client.
    const client =
      claim === undefined
        ? clientNetwork(exchange.client.clientAddress(exchange.head.forwardedFor))
        : undefined;
    if (!(await limiter.enter(settings, candidates, client))) {
      this.counts.refused++;
      return UNKNOWN;
    }
    let hasFound = false;
    try {
      const result = await this.run(request, claim, isCurrent);
      hasFound = result.kind === 'found';
      return result;
    } finally {
      limiter.leave(hasFound ? undefined : client);
    }
  }

  private async run(
    request: SearchRequest,
    claim: number | undefined,
    isCurrent: () => boolean,
  ): Promise<SearchResult> {
    const result = await new Search(request, this).run();
    this.counts[result.kind]++;
    if (result.kind === 'found') return this.learn(request, result, claim);
    if (result.kind === 'absent' && claim === undefined) await this.noteAbsence(request, isCurrent);
    return result;
  }

  /** An absence ends with the next claim, so none is noted if a session stands by now, or was lost meanwhile. */
  private async noteAbsence(
    { key, exchange, settings }: SearchRequest,
    isCurrent: () => boolean,
  ): Promise<void> {
    try {
      const standing = await this.store.findFresh(key);
      if (standing === undefined && isCurrent())
        this.absences.note(exchange.pool, key, settings.negativeCacheTtl);
    } catch {
      // Without the store, nothing is known of claims.
    }
  }

  /**
   * Remembers the owner, unless a confirmed session stands by now. A search that began under the claim that stands has seen
   * what was there before, so its result replaces the claim also while creating requests are under way.
   */
  private async learn(
    { key, exchange }: SearchRequest,
    found: SearchResult & { kind: 'found' },
    claim: number | undefined,
  ): Promise<SearchResult> {
    try {
      this.absences.forget(key);
      const { session: standing } = await this.store.claim(key, found.backend.id, 'locate');
      const session = await this.moveTo(found.backend, standing, claim);
      if (session === undefined) return found;
      const owner = exchange.pool.find(session.backendId);
      return owner === undefined ? UNKNOWN : { kind: 'found', backend: owner, session };
    } catch {
      return found;
    }
  }

  private moveTo(
    { id }: Backend,
    standing: StickySession,
    claim: number | undefined,
  ): MaybePromise<StickySession | undefined> {
    const { store } = this;
    if (standing.state === 'confirmed') return standing;
    if (standing.backendId !== id)
      return store.move(standing, id, 'locate', standing.generation === claim ? standing.pending : 0);
    // The creating requests that the claim counts are still under way at this backend.
    return whenReady(store.confirm(standing, 'locate'), () => store.findFresh(standing.key));
  }

  private limiterOf(pool: Pool): SearchLimiter {
    let limiter = this.limiters.get(pool);
    if (limiter === undefined) {
      limiter = new SearchLimiter(pool, this.clock, this.client.deadlines);
      this.limiters.set(pool, limiter);
    }
    return limiter;
  }
}
