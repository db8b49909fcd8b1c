import { NoBackendAvailableError, OwnerUnavailableError } from '../errors/availability.errors';
import { InternalError } from '../errors/internal.error';
import { ProxyError } from '../errors/proxy.error';
import { type Exchange } from '../exchange/exchange';

/**
 * Returns the error for the client after the last attempt failed with this one. If no attempt reached a
 * backend, the client gets a general 503, which is worth a later retry. If every connection attempt timed out,
 * it gets a 504, since the time limit may be wrong.
 */
export function finalError(
  error: unknown,
  { placement }: Exchange,
  isReplayable: boolean,
  onlyConnectTimeouts: boolean,
): ProxyError {
  if (!(error instanceof ProxyError)) return new InternalError(error);
  if (error.phase !== 'connect' || error.status === 503 || !isReplayable) return error;
  if (placement.owner !== undefined) return new OwnerUnavailableError({ cause: error });
  return onlyConnectTimeouts ? error : new NoBackendAvailableError({ cause: error });
}
