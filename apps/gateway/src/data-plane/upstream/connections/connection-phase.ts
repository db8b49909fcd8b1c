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

/** What a connection is busy with; it decides what a deadline, a FIN or an error means. */
export type ConnectionPhase = 'connecting' | 'idle' | 'awaiting' | 'body' | 'tunnel' | 'closed';

/** What it means that the time limit of this phase is over; nothing while no request is there to fail. */
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

/** What it means that the connection broke in this phase; `answerBegun` says whether any byte of the answer had come. */
export function errorOnReset(phase: ConnectionPhase, answerBegun: boolean, cause?: Error): ProxyError {
  if (phase !== 'connecting')
    return new UpstreamClosedError(phase === 'body' ? 'body' : answerBegun ? 'head' : 'send', { cause });
  // Who has no descriptor left must not blame the backends for it.
  return isLocalResourceExhaustion(cause)
    ? new OverloadedError({ cause })
    : new UpstreamConnectError({ cause });
}

/** What it means that the gateway itself breaks it off in this phase. */
export function errorOnAbort(phase: ConnectionPhase): ProxyError {
  if (phase === 'connecting') return new BackendDisabledError('connect');
  // Never 'send', which would look like a kept connection that had grown old.
  return new BackendDisabledError(phase === 'body' || phase === 'tunnel' ? phase : 'head');
}
