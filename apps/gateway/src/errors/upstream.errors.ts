import { type Phase, ProxyError } from './proxy.error';

/** The connection to the backend could not be opened. */
export class UpstreamConnectError extends ProxyError {
  readonly code = 'upstream_connect';
  readonly status = 502;
  readonly phase = 'connect';
  override readonly retryable = true; // No byte has left, so any method may be tried again.

  constructor(options?: ErrorOptions) {
    super('The backend could not be reached.', options);
  }
}

/** The connection to the backend did not open in time. */
export class UpstreamConnectTimeoutError extends ProxyError {
  readonly code = 'upstream_connect_timeout';
  readonly status = 504;
  readonly phase = 'connect';
  override readonly retryable = true; // No byte has left.

  constructor() {
    super('The backend could not be reached in time.');
  }
}

/** The backend closed or reset the connection before its answer was whole. */
export class UpstreamClosedError extends ProxyError {
  readonly code = 'upstream_closed';
  readonly status = 502;

  constructor(
    readonly phase: Phase,
    options?: ErrorOptions,
  ) {
    super('The backend closed the connection before its answer was complete.', options);
  }
}

/** The backend's bytes are not HTTP/1.1 (RFC 9112). `reason` says why, for the log only. */
export class UpstreamProtocolError extends ProxyError {
  readonly code = 'upstream_protocol';
  readonly status = 502;
  readonly phase = 'head';

  constructor(readonly reason: string) {
    super('The backend gave an answer that is not valid HTTP.', { cause: reason });
  }
}

/** The backend did not begin its answer in time. */
export class UpstreamTimeoutError extends ProxyError {
  readonly code = 'upstream_timeout';
  readonly status = 504;
  readonly phase = 'head';

  constructor() {
    super('The backend did not answer in time.');
  }
}

/** The backend went silent in the middle of its answer. */
export class UpstreamBodyTimeoutError extends ProxyError {
  readonly code = 'upstream_body_timeout';
  readonly status = 504;
  readonly phase = 'body';

  constructor() {
    super('The backend stopped in the middle of its answer.');
  }
}

/** Nothing passed through an upgraded connection for too long; told to the log only. */
export class TunnelTimeoutError extends ProxyError {
  readonly code = 'tunnel_timeout';
  readonly status = 504;
  readonly phase = 'tunnel';

  constructor() {
    super('Nothing passed through the tunnel for too long.');
  }
}
