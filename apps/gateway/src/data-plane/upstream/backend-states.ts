import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { type Backend } from './backend';
import { type BackendHealth, type BackendMode, type StateChange } from './backend-state';
import { type Pool } from './pool';

/** Who wants to know when a backend becomes fit for more or for less. */
export interface StateObserver {
  /**
   * Called for each change of the state, except for `full`: a busy backend fills up and empties with every request,
   * which is no news. Called with twice the same state when a backend on trial is ejected again.
   */
  stateChanged(pool: Pool, backend: Backend, change: StateChange): void;
  /** The pool has too few backends left to spare those that fail, or has enough again; see `Pool.isPanicking`. */
  panicChanged?(pool: Pool): void;
  /** Called for each report about a backend, even if its state stays the same. */
  reported?(pool: Pool, backend: Backend, reason: string): void;
}

/** The only way to change the state of a backend; every visible change is reported, with its reason. */
@Injectable()
export class BackendStates {
  private readonly observers: Observers<StateObserver>;

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  observe(observer: StateObserver): void {
    this.observers.add(observer);
  }

  /** Sets the result of the health probes. */
  setHealth(pool: Pool, backend: Backend, health: BackendHealth, reason: string): void {
    this.change(pool, backend, reason, () => (backend.health = health));
  }

  /** True if it fails so much live traffic that it gets none. */
  setEjected(pool: Pool, backend: Backend, ejected: boolean, reason: string): void {
    const isAgain = ejected && backend.state === 'ejected';
    this.change(pool, backend, reason, () => (backend.isEjected = ejected), isAgain);
  }

  /** True if the backend itself asks for nothing new, as one does that is about to stop. */
  setSelfDraining(pool: Pool, backend: Backend, drains: boolean, reason: string): void {
    this.change(pool, backend, reason, () => (backend.selfDraining = drains));
  }

  /** Sets the state that an operator has chosen. */
  setMode(pool: Pool, backend: Backend, mode: BackendMode, reason: string): void {
    this.change(pool, backend, reason, () => (backend.mode = mode));
  }

  private change(pool: Pool, backend: Backend, reason: string, apply: () => void, isNews = false): void {
    const from = backend.state;
    const { isPanicking } = pool;
    apply();
    pool.refresh();
    this.observers.tell((observer) => observer.reported?.(pool, backend, reason));
    const to = backend.state;
    if (from === to && !isNews) return;
    const change = { from, to, reason, at: this.clock.wallTime() };
    backend.lastChange = change;
    this.observers.tell((observer) => observer.stateChanged(pool, backend, change));
    if (pool.isPanicking === isPanicking) return;
    this.observers.tell((observer) => observer.panicChanged?.(pool));
  }
}
