import { type Backend } from './backend';
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
  private members: readonly Backend[] = [];
  private choices: readonly Backend[] = [];
  private readonly byId = new Map<string, Backend>();

  constructor(
    readonly name: string,
    public retry: RetrySettings,
    readonly retryBudget: RetryBudget,
  ) {}

  get backends(): readonly Backend[] {
    return this.members;
  }

  /** Who may be sent a request that nobody owns. The array is replaced, never changed, so its identity is a version. */
  get available(): readonly Backend[] {
    return this.choices;
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
    if (backend.inFlight === backend.maxInFlight) this.refresh();
  }

  /** It has ended, well or badly. */
  finish(backend: Backend): void {
    if (backend.inFlight === backend.maxInFlight) {
      backend.inFlight--;
      this.refresh();
    } else {
      backend.inFlight--;
    }
  }

  /** Works out anew who is available, after anything has changed that decides it. */
  refresh(): void {
    const fit = this.members.filter((backend) => backend.isAvailable);
    const regular = fit.filter((backend) => !backend.backup);
    this.choices = regular.length > 0 ? regular : fit;
  }
}
