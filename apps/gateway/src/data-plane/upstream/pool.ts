import { type Backend } from './backend';
import { PriorityTier } from './priority-tier';
import { type RetryBudget } from './retry-budget';
import { type ResourceHolds } from './resource-holds';
import { type OwnerQueue } from './owner-queue';
import { type PendingQueue } from './pending-queue';

/** When an attempt may be repeated. */
export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Share of the recent requests that retries may add, 0 to 1. */
  readonly budget: number;
  /** Bytes of a request's body that are kept to be sent again. */
  readonly bodyBytes: number;
  /** Statuses of a backend's answer that another backend may do better than; none when left out. */
  readonly onStatuses?: readonly number[];
}

/** How the gateway asks backends to hand resources off. */
export interface HandOffSettings {
  readonly path: string;
  /** Milliseconds for one resource. */
  readonly timeout: number;
  /** Resources that are moved at the same time. */
  readonly concurrency: number;
  /** Signs the requests. */
  readonly secret: string;
}

/** When and how fast sessions move to backends that own less than their share. */
export interface RebalanceSettings {
  /** `added`: after a backend was added. `manual`: only when an operator asks for it. */
  readonly when: 'added' | 'manual';
  /** Ratio of the sessions of the pool that move in one round, 0 to 1. */
  readonly maxRatio: number;
  /** Milliseconds from the end of one round to the beginning of the next. */
  readonly interval: number;
}

/** For a pool without settings of its own. */
export const MANUAL_REBALANCE: RebalanceSettings = { when: 'manual', maxRatio: 0.1, interval: 10_000 };

/** A named group of backends that serve the same things. */
export class Pool {
  /** The share of its regular backends that must be fit, or those that are not are used, too; 0 turns that off. */
  panicThreshold = 0.5;
  /** An ejected backend that may prove itself with the next request, and whether that may be one that changes things. */
  trial: Backend | undefined;
  trialOfAny = false;
  /** Within this many milliseconds 95 % of the recent answers began; 0 until that is known. */
  p95 = 0;
  /** The queue for requests while every backend is full; without one, they are refused at once. */
  queue: PendingQueue | undefined;
  /** The queue for requests whose owner is not available; without one, they do not wait. */
  ownerQueue: OwnerQueue | undefined;
  /** How resources are moved from one backend to another; undefined if backends hand nothing off. */
  handOff: HandOffSettings | undefined;
  /** Of use only with `handOff`. */
  rebalance = MANUAL_REBALANCE;
  /** The resources that are in use or held; undefined if backends hand nothing off. */
  resources: ResourceHolds | undefined;
  /** True if a second backend may be asked when the first takes longer than `p95`, and how often that was done. */
  hedge = false;
  hedges = 0;
  /** Who serves as long as one of them is available. */
  readonly regular = new PriorityTier();
  /** Who serves when no regular backend is available. */
  readonly backups = new PriorityTier();
  private members: readonly Backend[] = [];
  private readonly byId = new Map<string, Backend>();
  private tierOf: ReadonlyMap<Backend, PriorityTier> = new Map();
  private panics = false;

  constructor(
    readonly name: string,
    public retry: RetrySettings,
    readonly retryBudget: RetryBudget,
  ) {}

  get backends(): readonly Backend[] {
    return this.members;
  }

  /** Backends that may get requests without an owner. The array is replaced, never changed. */
  get available(): readonly Backend[] {
    return this.regular.free > 0 ? this.regular.available : this.backups.available;
  }

  /**
   * True if so few regular backends are eligible that all enabled ones get requests without an owner. A few
   * backends that may fail now and then are better than a few that are overloaded for certain. If no regular
   * backend is eligible but a backup is, the backups serve alone.
   */
  get isPanicking(): boolean {
    return this.panics;
  }

  /** The backend that may prove itself with a request, which is then the only one for now. */
  takeTrial(isSafe: boolean): Backend | undefined {
    const { trial } = this;
    if (trial === undefined || !(isSafe || this.trialOfAny) || trial.isFull) return undefined;
    this.trial = undefined;
    return trial;
  }

  /** True if only full backends, which were not tried in vain, could serve the request. */
  isMerelyFull(tried: readonly Backend[]): boolean {
    return [this.regular, this.backups].some(({ fit }) => fit.some((backend) => !tried.includes(backend)));
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
    const wasFull = backend.inFlight === backend.maxInFlight;
    if (wasFull) this.count(backend, 1);
    backend.inFlight--;
    if (wasFull) this.queue?.freed(backend, this.tierOf.has(backend));
  }

  /** Works out again who is fit, after anything has changed that decides it except for the requests in flight. */
  refresh(): void {
    const enabled = this.members.filter(({ mode }) => mode === 'enabled');
    const regular = enabled.filter(({ backup }) => !backup);
    const fit = regular.filter(({ isEligible }) => isEligible);
    const backups = enabled.filter(({ backup, isEligible }) => backup && isEligible);
    const isNobody = fit.length === 0 && backups.length === 0;
    // Backups that are fit are better than any regular backend that is not.
    const areFew = fit.length > 0 && fit.length < this.panicThreshold * regular.length;
    this.panics = this.panicThreshold > 0 && enabled.length > 0 && (isNobody || areFew);
    const serving = !this.panics ? fit : isNobody ? enabled : regular;
    this.regular.set(serving);
    this.backups.set(backups);
    this.tierOf = new Map([
      ...serving.map((own) => [own, this.regular] as const),
      ...backups.map((own) => [own, this.backups] as const),
    ]);
    if (this.queue !== undefined && this.queue.length > 0)
      this.queue.widened(roomOf([...serving, ...backups]));
  }

  private count(backend: Backend, change: 1 | -1): void {
    // The pool no longer counts the requests of a backend that was removed, or that gets no new requests.
    this.tierOf.get(backend)?.count(change);
  }
}

/** How many more requests these may be sent at once. */
function roomOf(backends: readonly Backend[]): number {
  return backends.reduce((room, { maxInFlight, inFlight }) => {
    return room + (maxInFlight === 0 ? Infinity : Math.max(0, maxInFlight - inFlight));
  }, 0);
}
