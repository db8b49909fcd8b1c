import { type Backend } from '../../upstream/backend';
import { OwnerProbe } from './probe';
import { type SearchContext, type SearchRequest } from './search-request';
import { ABSENT, isHit, isMiss, type SearchResult, UNKNOWN } from './search-result';

/** Asks all backends of a pool at once who has a resource; the first that affirms it ends the search. */
export class Search {
  private readonly probes: OwnerProbe[] = [];
  private waitingFor = 0;
  private isProven = true;
  private conclude: (result: SearchResult) => void;

  constructor(
    private readonly request: SearchRequest,
    private readonly context: SearchContext,
  ) {}

  run(): Promise<SearchResult> {
    const { exchange, deniedBy } = this.request;
    return new Promise((resolve) => {
      this.conclude = resolve;
      for (const backend of exchange.pool.backends) {
        if (backend === deniedBy) continue;
        if (backend.acceptsOwnedRequests && !backend.isFull) this.ask(backend);
        else this.isProven = false;
      }
      this.waitingFor = this.probes.length;
      // Only now, since an answer may come at once.
      for (const probe of [...this.probes]) probe.send();
      if (this.probes.length === 0) this.concludeWithout();
    });
  }

  private ask(backend: Backend): void {
    const onResponse = (by: Backend, status: number | undefined): void => this.onResponse(by, status);
    this.probes.push(new OwnerProbe(backend, this.request, this.context, onResponse));
  }

  private onResponse(backend: Backend, status: number | undefined): void {
    if (status !== undefined && isHit(status)) {
      this.conclude({ kind: 'found', backend, session: undefined });
      for (const probe of this.probes) probe.cancel();
      return;
    }
    if (status === undefined || !isMiss(status)) this.isProven = false;
    if (--this.waitingFor === 0) this.concludeWithout();
  }

  private concludeWithout(): void {
    this.conclude(this.isProven ? ABSENT : UNKNOWN);
  }
}
