import { NoBackendAvailableError, OwnerUnavailableError } from '../errors/availability.errors';
import { InternalError } from '../errors/internal.error';
import { ProxyError } from '../errors/proxy.error';
import { type Exchange } from '../exchange/exchange';

/**
 * What the client is told when the last attempt failed with this error and there is no other. One that could not even
 * reach a backend says little of it: nobody is there for the request, which is worth trying again later (503). Where
 * the time limit for a connection was over each time, that is told (504), since it may be the limit that is wrong.
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
