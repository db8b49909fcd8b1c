import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Clock } from '../../platform/clock';
import { isMultiplexed } from './multiplexed-response';

/** How long a client that is still sending may take to notice that it has been answered. */
const LINGER_MS = 2_000;

/**
 * Makes the answer about to be written the last one of its connection (`Connection: close`). To be called before the
 * head is written.
 */
export function closeAfterResponse(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  // Other requests of the connection continue; the listener ends it when it stops, and the stream of this one by
  // itself.
  if (isMultiplexed(response)) return;
  response.shouldKeepAlive = false;
  if (request.complete) return;
  const { socket } = request;
  socket.destroySoon = (): void => {
    lingeringClose(socket, clock);
    request.resume();
  };
}

/**
 * Closes a connection whose client may be sending still. It would have its answer torn away by a reset if the socket
 * were simply closed (RFC 9112 §9.6), so the sending side is closed first and what still comes is read over for a moment.
 */
export function lingeringClose(socket: Socket, clock: Clock): void {
  if (socket.destroyed) return;
  socket.end();
  const limit = clock.after(LINGER_MS, () => socket.destroy());
  socket.once('close', () => limit.cancel());
}
