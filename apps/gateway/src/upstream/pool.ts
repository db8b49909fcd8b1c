import { type Backend } from './backend';
import { Rank } from './rank';
import { type RetryBudget } from './retry.budget';

/** When an attempt may be repeated. */
export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Share of the recent requests that retries may add, 0 to 1. */
  readonly budget: number;
  /** Bytes of a request's body that are kept to be sent again. */
  readonly bodyBytes: number;
}

/** A named group of backends that serve the same things. */
export class Pool {
  /** Who serves as long as one of them is available. */
  readonly regular = new Rank();
  /** Who serves when no regular backend is available. */
  readonly backups = new Rank();
  private members: readonly Backend[] = [];
  private readonly byId = new Map<string, Backend>();

  constructor(
    readonly name: string,
    public retry: RetrySettings,
    readonly retryBudget: RetryBudget,
  ) {}

  get backends(): readonly Backend[] {
    return this.members;
  }

  /** Who may be sent a request that nobody owns. The array is replaced, never changed. */
  get available(): readonly Backend[] {
    return this.regular.free > 0 ? this.regular.available : this.backups.available;
  }

  find(id: string): Backend | undefined {
    return this.byId.get(id);
  }

  /** Replaces the members, in the given order. */
  setBackends(backends: readonly Backend[]): void {
    this.members = backends;
    this.byId.clear();
    for (const backend of backends) this.byId.set(backend.id, backend);
    this.refresh();
  }

  /** One more request is on its way to the backend. */
  begin(backend: Backend): void {
    backend.requests++;
    backend.inFlight++;
    if (backend.inFlight === backend.maxInFlight) this.count(backend, -1);
  }

  /** It has ended, well or badly. */
  finish(backend: Backend): void {
    if (backend.inFlight === backend.maxInFlight) this.count(backend, 1);
    backend.inFlight--;
  }

  /** Works out anew who is fit, after anything has changed that decides it but for the requests in flight. */
  refresh(): void {
    const fit = this.members.filter((backend) => backend.isFit);
    this.regular.set(fit.filter((backend) => !backend.backup));
    this.backups.set(fit.filter((backend) => backend.backup));
  }

  private count(backend: Backend, change: 1 | -1): void {
    // What a backend that has left still has in flight is nobody's business here.
    if (!backend.isFit || this.byId.get(backend.id) !== backend) return;
    (backend.backup ? this.backups : this.regular).count(change);
  }
}
