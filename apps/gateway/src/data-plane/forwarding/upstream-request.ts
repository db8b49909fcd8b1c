import { type Socket } from 'node:net';
import { type Backend } from '../upstream/backend';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type Exchange } from '../exchange/exchange';
import { isMultiplexed } from '../http/multiplexed-response';
import { requestText } from '../exchange/request-text';

/** Writes the head of the request that the exchange makes of this backend; `complete` says that no body follows. */
export function writeRequest(
  connection: UpstreamConnection,
  exchange: Exchange,
  backend: Backend,
  complete: boolean,
): void {
  const { head, route, identity } = exchange;
  const request = {
    method: head.method,
    upgrade: head.wantsWebSocket,
    responseTimeout: route.responseTimeout,
    authenticatesConnection:
      head.authenticatesConnection ||
      route.requestEdits?.authenticatesConnection === true ||
      identity?.authenticatesConnection === true,
  };
  connection.send(requestText(exchange, backend), request, complete);
}

/** The client connection that an authenticated connection may serve: none that carries several requests at once. */
export function clientConnectionOf({ request, response }: Exchange): Socket | undefined {
  return isMultiplexed(response) ? undefined : request.socket;
}
