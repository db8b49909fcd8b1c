import { BackendDisabledError, OverloadedError } from '../../errors/availability.errors';
import { isLocalResourceExhaustion } from '../../errors/local-resource-exhaustion';
import { type ProxyError } from '../../errors/proxy.error';
import {
  TunnelTimeoutError,
  UpstreamBodyTimeoutError,
  UpstreamClosedError,
  UpstreamConnectError,
  UpstreamConnectTimeoutError,
  UpstreamTimeoutError,
} from '../../errors/upstream.errors';

/** The phase of a connection, which decides the meaning of a deadline, a FIN or an error. */
export type ConnectionPhase = 'connecting' | 'idle' | 'awaiting' | 'body' | 'tunnel' | 'closed';

/** Returns the error for a time-out in this phase; undefined if no request is there to fail. */
export function errorOnTimeout(phase: ConnectionPhase): ProxyError | undefined {
  switch (phase) {
    case 'connecting':
      return new UpstreamConnectTimeoutError();
    case 'awaiting':
      return new UpstreamTimeoutError();
    case 'body':
      return new UpstreamBodyTimeoutError();
    case 'tunnel':
      return new TunnelTimeoutError();
    default:
      return undefined;
  }
}

/**
 * Returns the error for a broken connection in this phase; `responseBegun` is true if a byte of the response has
 * arrived.
 */
export function errorOnReset(phase: ConnectionPhase, responseBegun: boolean, cause?: Error): ProxyError {
  if (phase !== 'connecting')
    return new UpstreamClosedError(phase === 'body' ? 'body' : responseBegun ? 'head' : 'send', { cause });
  // Who has no descriptor left must not blame the backends for it.
  return isLocalResourceExhaustion(cause)
    ? new OverloadedError({ cause })
    : new UpstreamConnectError({ cause });
}

/** Returns the error for a connection that the gateway itself closes in this phase. */
export function errorOnAbort(phase: ConnectionPhase): ProxyError {
  if (phase === 'connecting') return new BackendDisabledError('connect');
  // Never 'send', which would look like a kept connection that had grown old.
  return new BackendDisabledError(phase === 'body' || phase === 'tunnel' ? phase : 'head');
}
