import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../ports/clock';
import { AttemptOutcomes } from '../../../upstream/attempt.outcomes';
import { type Pool } from '../../../upstream/pool';
import { UpstreamClient } from '../../../upstream/upstream.client';
import { StickySessionStore } from '../sticky-session.store';
import { Absences } from './absences';
import { Search } from './search';
import { SearchAdmission } from './search.admission';
import { type SearchContext, type SearchRequest } from './search.request';
import { type SearchResult, UNKNOWN } from './search.result';

/** What is under way and what is known of one pool. */
interface PoolSearches {
  readonly byKey: Map<string, Promise<SearchResult>>;
  readonly admission: SearchAdmission;
  readonly absences: Absences;
}

/** Finds the owner of a resource that nobody is known to own, by asking the backends of its pool: once, for all who wait. */
@Injectable()
export class Locator implements SearchContext {
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

  /** Somebody is about to create it. */
  forgetAbsence(pool: Pool, key: string): void {
    this.pools.get(pool)?.absences.forget(key);
  }

  /** Never rejects: what cannot be found out is `unknown`. */
  search(request: SearchRequest): Promise<SearchResult> {
    const searches = this.searchesOf(request.exchange.pool);
    const known = searches.byKey.get(request.key);
    if (known !== undefined) return known;
    const result = this.begin(request, searches).finally(() => searches.byKey.delete(request.key));
    searches.byKey.set(request.key, result);
    return result;
  }

  private async begin(request: SearchRequest, searches: PoolSearches): Promise<SearchResult> {
    const { exchange, deniedBy, settings, key } = request;
    const candidates = exchange.pool.backends.length - (deniedBy === undefined ? 0 : 1);
    if (candidates > 0 && !(await searches.admission.enter(settings, candidates))) {
      this.counts.refused++;
      return UNKNOWN;
    }
    try {
      const result = await new Search(request, this).run();
      this.counts[result.kind]++;
      if (result.kind === 'absent') searches.absences.note(key, settings.remember);
      return result.kind === 'found' ? await this.learn(request, result) : result;
    } finally {
      if (candidates > 0) searches.admission.leave();
    }
  }

  /** Remembers who has it, unless a session has come into being meanwhile: then that one stands. */
  private async learn(
    { key, exchange }: SearchRequest,
    found: SearchResult & { kind: 'found' },
  ): Promise<SearchResult> {
    try {
      const { session } = await this.store.claim(key, found.backend.id, 'locate');
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
    const admission = new SearchAdmission(pool, clock, client.deadlines);
    const searches = {
      byKey: new Map<string, Promise<SearchResult>>(),
      admission,
      absences: new Absences(pool, clock),
    };
    this.pools.set(pool, searches);
    return searches;
  }
}
