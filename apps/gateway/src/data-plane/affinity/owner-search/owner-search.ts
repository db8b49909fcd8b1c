import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AttemptOutcomes } from '../../upstream/attempt-outcomes';
import { type Pool } from '../../upstream/pool';
import { UpstreamClient } from '../../upstream/upstream-client';
import { StickySessionStore } from '../sticky-session.store';
import { NegativeCache } from './negative-cache';
import { Search } from './search';
import { SearchLimiter } from './search-limiter';
import { type SearchContext, type SearchRequest } from './search-request';
import { type SearchResult, UNKNOWN } from './search-result';

interface UnderWay {
  readonly result: Promise<SearchResult>;
  /** The version of the claim that stood when it began; undefined where nobody has looked. */
  readonly claim: number | undefined;
}

/** What is under way and what is known of one pool. */
interface PoolSearches {
  readonly byKey: Map<string, UnderWay>;
  readonly admission: SearchLimiter;
  readonly absences: NegativeCache;
}

/** Finds the owner of a resource that nobody is known to own, by asking the backends of its pool: once, for all who wait. */
@Injectable()
export class OwnerSearch implements SearchContext {
  /** How searches have ended since the start. */
  readonly counts = { found: 0, absent: 0, unknown: 0, refused: 0 };
  private readonly pools = new WeakMap<Pool, PoolSearches>();

  constructor(
    readonly client: UpstreamClient,
    readonly outcomes: AttemptOutcomes,
    private readonly store: StickySessionStore,
    @Inject(Clock) readonly clock: Clock,
  ) {}

  /** Whether it was proven a moment ago that nobody has the resource. */
  isAbsent(pool: Pool, key: string): boolean {
    return this.pools.get(pool)?.absences.has(key) === true;
  }

  /** Searches in the pool that are under way, or wait for their turn. */
  searchesIn(pool: Pool): number {
    return this.pools.get(pool)?.byKey.size ?? 0;
  }

  /** Somebody is about to create it. */
  forgetAbsence(pool: Pool, key: string): void {
    this.pools.get(pool)?.absences.forget(key);
  }

  /** Never rejects: what cannot be found out is `unknown`. */
  search(request: SearchRequest): Promise<SearchResult> {
    const known = this.searchesOf(request.exchange.pool).byKey.get(request.key);
    return known?.result ?? this.add(request, undefined);
  }

  /** The same by a search that began when this claim stood already; one that began before may have asked too early. */
  async searchUnder(claim: number, request: SearchRequest): Promise<SearchResult> {
    const { byKey } = this.searchesOf(request.exchange.pool);
    for (let known = byKey.get(request.key); known !== undefined; known = byKey.get(request.key)) {
      const result = await known.result;
      if (known.claim === claim) return result;
    }
    return this.add(request, claim);
  }

  private add(request: SearchRequest, claim: number | undefined): Promise<SearchResult> {
    const searches = this.searchesOf(request.exchange.pool);
    const result = this.begin(request, searches, claim).finally(() => searches.byKey.delete(request.key));
    searches.byKey.set(request.key, { result, claim });
    return result;
  }

  private async begin(
    request: SearchRequest,
    searches: PoolSearches,
    claim: number | undefined,
  ): Promise<SearchResult> {
    const { exchange, deniedBy, settings, key } = request;
    const candidates = exchange.pool.backends.length - (deniedBy === undefined ? 0 : 1);
    if (candidates > 0 && !(await searches.admission.enter(settings, candidates))) {
      this.counts.refused++;
      return UNKNOWN;
    }
    try {
      const result = await new Search(request, this).run();
      this.counts[result.kind]++;
      // Where somebody is about to create it, that will soon no longer be so.
      if (result.kind === 'absent' && claim === undefined)
        searches.absences.note(key, settings.negativeCacheTtl);
      return result.kind === 'found' ? await this.learn(request, result) : result;
    } finally {
      if (candidates > 0) searches.admission.leave();
    }
  }

  /** Remembers who has it, unless a session has come into being meanwhile that is proven, too: then that one stands. */
  private async learn(
    { key, exchange }: SearchRequest,
    found: SearchResult & { kind: 'found' },
  ): Promise<SearchResult> {
    try {
      const claim = await this.store.claim(key, found.backend.id, 'locate');
      const isProven = claim.session.state === 'confirmed';
      const session = isProven
        ? claim.session
        : await this.store.move(claim.session, found.backend.id, 'locate');
      if (session === undefined) return found;
      const owner = exchange.pool.find(session.backendId);
      return owner === undefined ? UNKNOWN : { kind: 'found', backend: owner, session };
    } catch {
      return found;
    }
  }

  private searchesOf(pool: Pool): PoolSearches {
    const known = this.pools.get(pool);
    if (known !== undefined) return known;
    const { clock, client } = this;
    const admission = new SearchLimiter(pool, clock, client.deadlines);
    const searches = {
      byKey: new Map<string, UnderWay>(),
      admission,
      absences: new NegativeCache(pool, clock),
    };
    this.pools.set(pool, searches);
    return searches;
  }
}
