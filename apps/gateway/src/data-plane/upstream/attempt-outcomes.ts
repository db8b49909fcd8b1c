import { Injectable } from '@nestjs/common';
import { type ProxyError } from '../errors/proxy.error';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { type Backend } from './backend';
import { type Pool } from './pool';

/** Who wants to know how attempts end. Called on the request path: count, and return. */
export interface AttemptObserver {
  /** The backend answered this status after `milliseconds`, measured from the sending to the head of the answer. */
  responded(pool: Pool, backend: Backend, status: number, milliseconds: number): void;
  /** Its answer is whole. Called for ejected backends only: whether all is well with others is in their counters. */
  completed?(pool: Pool, backend: Backend, status: number): void;
  /** The backend gave no answer, or broke off in the middle of it. Never called for what a client did wrong. */
  failed(pool: Pool, backend: Backend, error: ProxyError): void;
}

const RESPONDED = (
  observer: AttemptObserver,
  pool: Pool,
  backend: Backend,
  status: number,
  milliseconds: number,
): void => observer.responded(pool, backend, status, milliseconds);
const COMPLETED = (observer: AttemptObserver, pool: Pool, backend: Backend, status: number): void =>
  observer.completed?.(pool, backend, status);
const FAILED = (observer: AttemptObserver, pool: Pool, backend: Backend, error: ProxyError): void =>
  observer.failed(pool, backend, error);

/** The forwarder reports here, others listen, and neither knows the other. */
@Injectable()
export class AttemptOutcomes implements AttemptObserver {
  private readonly observers: Observers<AttemptObserver>;

  constructor(guard: ErrorGuard) {
    this.observers = new Observers(guard);
  }

  observe(observer: AttemptObserver): void {
    this.observers.add(observer);
  }

  responded(pool: Pool, backend: Backend, status: number, milliseconds: number): void {
    backend.traffic.totalResponses++;
    this.observers.tell(RESPONDED, pool, backend, status, milliseconds);
  }

  completed(pool: Pool, backend: Backend, status: number): void {
    if (!isGatewayError(status)) backend.traffic.consecutiveFailures = 0;
    if (!backend.isEjected) return;
    this.observers.tell(COMPLETED, pool, backend, status);
  }

  failed(pool: Pool, backend: Backend, error: ProxyError): void {
    backend.failures++;
    this.observers.tell(FAILED, pool, backend, error);
  }
}

/** The response of a gateway or an overloaded server in front of the backend. */
export function isGatewayError(status: number): boolean {
  return status >= 502 && status <= 504;
}
