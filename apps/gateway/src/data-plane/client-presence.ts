import { type IncomingMessage, type ServerResponse } from 'node:http';
import { isMultiplexed } from './http/multiplexed-response';

/**
 * Whether the client of a request can still be sent something. The one place that says so: whoever waited asks here
 * before it continues. Where the answer is no, the response has emitted `close`, or is about to.
 */
export function canReceive(request: IncomingMessage, response: ServerResponse): boolean {
  if (isMultiplexed(response)) return response.canReceive;
  // The request's socket: a response gets its own only when those before it on the connection are sent.
  return request.socket.writable && !response.destroyed && !response.closed;
}
