import { type FailureCause } from './failure-cause';
import { type Phase, ProxyError } from './proxy.error';
import { socketFailure } from './socket-failure';

/** The connection to the backend could not be opened. */
export class UpstreamConnectError extends ProxyError {
  readonly code = 'upstream_connect';
  readonly status = 502;
  readonly phase = 'connect';
  override readonly retryable = true; // No byte has left, so any method may be tried again.
  override readonly failureCause: FailureCause;

  constructor(options?: ErrorOptions) {
    super('The backend could not be reached.', options);
    this.failureCause =
      options?.cause === undefined
        ? // TCP alone has no FIN before the connection is open.
          { kind: 'tls_handshake', text: 'connection closed during the TLS handshake' }
        : socketFailure(options.cause);
  }
}

/** The connection to the backend did not open in time. */
export class UpstreamConnectTimeoutError extends ProxyError {
  readonly code = 'upstream_connect_timeout';
  readonly status = 504;
  readonly phase = 'connect';
  override readonly retryable = true; // No byte has left.
  override readonly failureCause = { kind: 'connect_timeout', text: 'no connection in time' } as const;

  constructor() {
    super('The backend could not be reached in time.');
  }
}

/** The backend closed or reset the connection before its answer was whole. */
export class UpstreamClosedError extends ProxyError {
  readonly code = 'upstream_closed';
  readonly status = 502;
  override readonly failureCause: FailureCause;

  constructor(
    readonly phase: Phase,
    options?: ErrorOptions,
  ) {
    super('The backend closed the connection before its response was complete.', options);
    this.failureCause = closingCause(phase, options?.cause);
  }
}

function closingCause(phase: Phase, error: unknown): FailureCause {
  const cause: FailureCause =
    error === undefined ? { kind: 'closed', text: 'connection closed' } : socketFailure(error);
  // With TLS 1.3 a backend refuses a certificate, or its absence, behind the handshake.
  if (cause.kind !== 'closed') return cause;
  return phase === 'send'
    ? { kind: 'closed', text: `${cause.text} before the response` }
    : { kind: 'truncated', text: `${cause.text} in the middle of the response` };
}

/** The backend's bytes are not HTTP/1.1 (RFC 9112). `reason` says why, for the log only. */
export class UpstreamProtocolError extends ProxyError {
  readonly code = 'upstream_protocol';
  readonly status = 502;
  readonly phase = 'head';
  override readonly failureCause: FailureCause;

  constructor(readonly reason: string) {
    super('The response of the backend is not valid HTTP.', { cause: reason });
    this.failureCause = { kind: 'protocol', text: `the response is not valid HTTP: ${reason}` };
  }
}

/** The backend did not begin its answer in time. */
export class UpstreamTimeoutError extends ProxyError {
  readonly code = 'upstream_timeout';
  readonly status = 504;
  readonly phase = 'head';
  override readonly failureCause = { kind: 'response_timeout', text: 'no response in time' } as const;

  constructor() {
    super('The backend did not respond in time.');
  }
}

/** The backend went silent in the middle of its answer. */
export class UpstreamBodyTimeoutError extends ProxyError {
  readonly code = 'upstream_body_timeout';
  readonly status = 504;
  readonly phase = 'body';
  override readonly failureCause = {
    kind: 'idle_timeout',
    text: 'no further piece of the response in time',
  } as const;

  constructor() {
    super('The backend stopped in the middle of its response.');
  }
}

/** No byte passed through an upgraded connection for too long; only the log shows this error. */
export class TunnelTimeoutError extends ProxyError {
  readonly code = 'tunnel_timeout';
  readonly status = 504;
  readonly phase = 'tunnel';
  override readonly failureCause = {
    kind: 'idle_timeout',
    text: 'no data on the tunnel in time',
  } as const;

  constructor() {
    super('The tunnel was idle for too long.');
  }
}
