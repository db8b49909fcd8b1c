import { Injectable } from '@nestjs/common';
import { type ProxyError } from '../errors/proxy.error';
import { type Backend } from './backend';
import { type Pool } from './pool';

/** Who wants to know how attempts end. Called on the request path: count, and return. */
export interface AttemptObserver {
  /** The backend answered this status after `milliseconds`, measured from the sending to the head of the answer. */
  answered(pool: Pool, backend: Backend, status: number, milliseconds: number): void;
  /** The backend gave no answer, or broke off in the middle of it. Never called for what a client did wrong. */
  failed(pool: Pool, backend: Backend, error: ProxyError): void;
}

/** The forwarder reports here, others listen, and neither knows the other. */
@Injectable()
export class AttemptOutcomes implements AttemptObserver {
  private observers: readonly AttemptObserver[] = [];

  observe(observer: AttemptObserver): void {
    this.observers = [...this.observers, observer];
  }

  answered(pool: Pool, backend: Backend, status: number, milliseconds: number): void {
    for (const observer of this.observers) observer.answered(pool, backend, status, milliseconds);
  }

  failed(pool: Pool, backend: Backend, error: ProxyError): void {
    backend.failures++;
    for (const observer of this.observers) observer.failed(pool, backend, error);
  }
}
