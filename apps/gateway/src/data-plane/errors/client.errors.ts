import { ProxyError } from './proxy.error';

/** The request is not one that HTTP allows, or could be read in two ways (RFC 9112 §11.2). */
export class BadRequestError extends ProxyError {
  readonly code = 'bad_request';
  readonly status = 400;
  readonly phase = 'request';
  override readonly closesConnection = true;
}

/** Supported methods, in the format of `Allow`. */
export const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** CONNECT and TRACE are never forwarded (RFC 9110 §9.3.6, §9.3.8); some routes do not take others either. */
export class MethodNotAllowedError extends ProxyError {
  readonly code = 'method_not_allowed';
  readonly status = 405;
  readonly phase = 'request';
  override readonly closesConnection = true;

  override readonly headers: readonly string[];

  constructor(method: string, allowed = ALLOWED_METHODS) {
    super(`The method ${method} is not allowed here.`);
    this.headers = ['Allow', allowed];
  }
}

/** A method that the gateway does not know (RFC 9110 §15.6.2). */
export class NotImplementedError extends ProxyError {
  readonly code = 'not_implemented';
  readonly status = 501;
  readonly phase = 'request';
  override readonly closesConnection = true;

  constructor() {
    super('The gateway does not know this method.');
  }
}

/** A version other than 1.0 and 1.1, or another protocol that is written like HTTP (RFC 9110 §15.6.6). */
export class HttpVersionNotSupportedError extends ProxyError {
  readonly code = 'http_version_not_supported';
  readonly status = 505;
  readonly phase = 'request';
  override readonly closesConnection = true;

  constructor() {
    super('Only HTTP/1.0, HTTP/1.1 and, over TLS, HTTP/2 are supported.');
  }
}

/** Headers or body did not arrive in time (RFC 9110 §15.5.9). */
export class RequestTimeoutError extends ProxyError {
  readonly status = 408;
  readonly phase = 'request';
  override readonly closesConnection = true;

  constructor(
    detail: string,
    readonly code: 'request_timeout' | 'request_body_timeout',
  ) {
    super(detail);
  }
}

/** The body is longer than the gateway takes (RFC 9110 §15.5.14). */
export class BodyTooLargeError extends ProxyError {
  readonly code = 'body_too_large';
  readonly status = 413;
  readonly phase = 'request';
  override readonly closesConnection = true;

  constructor(limit: number) {
    super(`The body is larger than the ${limit} bytes allowed.`);
  }
}

/** The request target is longer than the gateway takes (RFC 9110 §15.5.15). */
export class UrlTooLongError extends ProxyError {
  readonly code = 'url_too_long';
  readonly status = 414;
  readonly phase = 'request';
  override readonly closesConnection = true;

  constructor(limit: number) {
    super(`The URL is longer than the ${limit} bytes allowed.`);
  }
}

/** An expectation other than 100-continue (RFC 9110 §10.1.1). */
export class ExpectationFailedError extends ProxyError {
  readonly code = 'expectation_failed';
  readonly status = 417;
  readonly phase = 'request';

  constructor() {
    super('The only expectation supported is 100-continue.');
  }
}

/** Too many header lines, or too many bytes of them (RFC 6585 §5). */
export class HeadersTooLargeError extends ProxyError {
  readonly code = 'headers_too_large';
  readonly status = 431;
  readonly phase = 'request';
  override readonly closesConnection = true;
}

/** The client left before its response; only the log shows this status. */
export class ClientClosedError extends ProxyError {
  readonly code = 'client_closed';
  readonly status = 499;
  readonly phase = 'send';

  constructor() {
    super('The client closed the connection.');
  }
}

/** The client did not keep up with its answer while other requests waited for a connection; only the log sees this. */
export class ClientStalledError extends ProxyError {
  readonly code = 'client_stalled';
  readonly status = 499;
  readonly phase = 'send';
  override readonly countsAgainstBackend = false;

  constructor() {
    super('The client read its response too slowly.');
  }
}

/** The request has passed through this gateway too often already. */
export class LoopDetectedError extends ProxyError {
  readonly code = 'loop_detected';
  readonly status = 508;
  readonly phase = 'request';

  constructor() {
    super('The request runs in a loop: it has passed this gateway before.');
  }
}
