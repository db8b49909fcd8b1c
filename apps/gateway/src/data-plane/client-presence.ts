import { type IncomingMessage, type ServerResponse } from 'node:http';
import { isMultiplexed } from './http/multiplexed-response';

/**
 * Returns true if the client of a request can still receive something. This is the only check: code that has
 * waited calls it before it continues. If it returns false, the response has emitted `close`, or is about to.
 */
export function canReceive(request: IncomingMessage, response: ServerResponse): boolean {
  if (isMultiplexed(response)) return response.canReceive;
  // The request's socket: a response gets its own only when those before it on the connection are sent.
  return request.socket.writable && !response.destroyed && !response.closed;
}
