import { type Phase, ProxyError } from './proxy.error';

/** No backend of the pool may be sent a request now. */
export class NoBackendAvailableError extends ProxyError {
  readonly code = 'no_backend_available';
  readonly status = 503;
  readonly phase = 'balance';
  override readonly retryAfter = 1;

  constructor(options?: ErrorOptions) {
    super('No backend is available.', options);
  }
}

/** The one backend that owns the resource cannot be reached, and no other may answer for it. */
export class OwnerUnavailableError extends ProxyError {
  readonly code = 'owner_unavailable';
  readonly status = 503;
  readonly phase = 'affinity';
  override readonly retryAfter = 1;

  constructor(options?: ErrorOptions, detail = 'The backend that owns this resource is not available.') {
    super(detail, options);
  }
}

/** The owner of the resource is not known, and it could not be proven that there is none, or the rule refuses the request. */
export class OwnerUnknownError extends ProxyError {
  readonly code = 'owner_unknown';
  readonly status = 503;
  readonly phase = 'affinity';
  override readonly retryAfter = 1;

  constructor() {
    super('The owner of this resource could not be determined: not all backends answered.');
  }
}

/** The store of the sticky sessions cannot be asked, and what it would say is required. */
export class StoreUnavailableError extends ProxyError {
  readonly code = 'store_unavailable';
  readonly status = 503;
  readonly phase = 'affinity';
  override readonly retryAfter = 1;

  constructor(options?: ErrorOptions) {
    super('The owner of this resource cannot be determined at the moment.', options);
  }
}

/** An operator has disabled the backend while it worked on the request. */
export class BackendDisabledError extends ProxyError {
  readonly code = 'backend_disabled';
  readonly status = 503;
  override readonly retryable: boolean;
  override readonly countsAgainstBackend = false;
  override readonly retryAfter = 1;

  constructor(readonly phase: Phase) {
    super('The backend was disabled before it had responded.');
    this.retryable = phase === 'connect';
  }
}

/** More requests wait for a backend than a queue takes, one waited too long, or the gateway itself cannot do more. */
export class OverloadedError extends ProxyError {
  readonly code = 'overloaded';
  readonly status = 503;
  readonly phase = 'connect';
  override readonly retryable = true; // No byte has left.
  override readonly countsAgainstBackend = false;
  override readonly retryAfter = 1;

  constructor(options?: ErrorOptions, detail = 'Too many requests are waiting for the backend.') {
    super(detail, options);
  }
}
