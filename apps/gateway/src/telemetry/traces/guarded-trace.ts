import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { type ErrorGuard } from '../../platform/error.guard';
import { type ExchangeTrace } from '../../data-plane/exchange/exchange';
import { type Backend } from '../../data-plane/upstream/backend';
import { RequestTrace } from './request-trace';

/** A trace whose errors do not reach the request that it follows. */
export class GuardedTrace implements ExchangeTrace {
  constructor(
    private readonly trace: RequestTrace,
    private readonly guard: ErrorGuard,
  ) {}

  attemptBegun(backend: Backend): void {
    this.guarded((trace) => trace.attemptBegun(backend));
  }

  fieldsFor(backend: Backend): string {
    return this.guarded((trace) => trace.fieldsFor(backend)) ?? '';
  }

  attemptResponded(backend: Backend, status: number): void {
    this.guarded((trace) => trace.attemptResponded(backend, status));
  }

  attemptFailed(backend: Backend, error: ProxyError): void {
    this.guarded((trace) => trace.attemptFailed(backend, error));
  }

  attemptEnded(backend: Backend): void {
    this.guarded((trace) => trace.attemptEnded(backend));
  }

  end(): void {
    this.guarded((trace) => trace.end());
  }

  private guarded<R>(call: (trace: RequestTrace) => R): R | undefined {
    try {
      return call(this.trace);
    } catch (error) {
      this.guard.note(RequestTrace.name, error);
      return undefined;
    }
  }
}
