import { Inject, Injectable } from '@nestjs/common';
import { type FailureCause } from '../errors/failure-cause';
import { type ProxyError } from '../errors/proxy.error';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { LogLimiter } from '../../platform/log-limiter';
import { Observers } from '../../platform/observers';
import { type AttemptObserver, AttemptOutcomes } from './attempt-outcomes';
import { type Backend } from './backend';
import { type Pool } from './pool';

/** Who wants to know why attempts fail. */
export interface FailureObserver {
  /** Called at most once in ten seconds for a backend and a kind; `hidden` counts those that were left out before. */
  attemptFailed(pool: Pool, backend: Backend, cause: FailureCause, hidden: number): void;
}

/** Keeps with each backend why attempts at it fail, and reports each cause now and then. */
@Injectable()
export class FailureReports implements AttemptObserver {
  private readonly observers: Observers<FailureObserver>;
  private readonly limiters = new WeakMap<Backend, LogLimiter>();

  constructor(
    outcomes: AttemptOutcomes,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
    outcomes.observe(this);
  }

  observe(observer: FailureObserver): void {
    this.observers.add(observer);
  }

  responded(): void {
    // Nothing has failed.
  }

  failed(pool: Pool, backend: Backend, { failureCause }: ProxyError): void {
    if (failureCause !== undefined) this.report(pool, backend, failureCause);
  }

  /** An attempt has failed, here or in another process. */
  report(pool: Pool, backend: Backend, cause: FailureCause): void {
    backend.lastFailure = { ...cause, at: this.clock.wallTime() };
    let limiter = this.limiters.get(backend);
    if (limiter === undefined) this.limiters.set(backend, (limiter = new LogLimiter(this.clock)));
    const hidden = limiter.admit(cause.kind);
    if (hidden !== undefined)
      this.observers.tell((observer) => observer.attemptFailed(pool, backend, cause, hidden));
  }
}
