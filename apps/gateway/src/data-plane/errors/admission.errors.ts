import { type FailureCause } from './failure-cause';
import { ProxyError } from './proxy.error';

/** Asks for a token (RFC 6750 §3). */
export const BEARER_CHALLENGE = 'Bearer realm="load-distributer"';

/** No credentials, or none that hold; the challenge says which would do (RFC 9110 §15.5.2). */
export class UnauthenticatedError extends ProxyError {
  readonly code = 'unauthenticated';
  readonly status = 401;
  readonly phase = 'admission';
  override readonly headers: readonly string[];

  constructor(detail: string, challenge: string, options?: ErrorOptions) {
    super(detail, options);
    this.headers = ['WWW-Authenticate', challenge];
  }
}

/** The client is known, but may not do this (RFC 9110 §15.5.4). */
export class ForbiddenError extends ProxyError {
  readonly code = 'forbidden';
  readonly status = 403;
  readonly phase = 'admission';
}

/** The service or file that checks credentials is unavailable. */
export class AuthUnavailableError extends ProxyError {
  readonly code = 'auth_unavailable';
  readonly status = 503;
  readonly phase = 'admission';
  override readonly retryAfter = 1;

  constructor(
    /** The URL that was asked. */
    readonly service: string,
    override readonly failureCause: FailureCause,
  ) {
    super('Credentials cannot be checked at the moment.');
  }
}

/** The client has asked too often (RFC 6585 §4), or has too much under way. */
export class RateLimitedError extends ProxyError {
  readonly code = 'rate_limited';
  readonly status = 429;
  readonly phase = 'admission';

  constructor(
    detail: string,
    override readonly retryAfter: number,
    override readonly headers: readonly string[] = [],
  ) {
    super(detail);
  }
}

/** An outside service has refused the request: its status, and the fields that tell the client what to do. */
export class RefusedByServiceError extends ProxyError {
  readonly code = 'refused_by_service';
  readonly phase = 'admission';

  constructor(
    readonly status: number,
    override readonly headers: readonly string[],
  ) {
    super('The request was rejected.');
  }
}
