import { type Server, Socket } from 'node:net';

/** A connection as the system knows it, which a socket is made of. */
export interface ConnectionHandle {
  close(): void;
}

/**
 * The handler that Node's server calls for a connection that it accepts itself; Node has no public way to call
 * it.
 */
interface AcceptingServer {
  readonly allowHalfOpen: boolean;
  readonly highWaterMark: number;
  _connections: number;
}

/**
 * Has a server behave as one that listens, until it is closed, so that connections can be handed to it: Node's looks for
 * slow clients from then on, and does not take its last connection's end for its own.
 */
export function listenForPassed(server: Server): void {
  const nothing = (): void => undefined;
  Object.assign(server, { _handle: { close: nothing, ref: nothing, unref: nothing } });
  server.emit('listening');
}

/**
 * Gives a server a connection that another process has accepted for it, as if it had done that itself: it is counted, has
 * the server's options, and is closed at once where there are too many.
 */
export function passConnection(server: Server, handle: ConnectionHandle): void {
  const accepting = server as unknown as AcceptingServer;
  if (accepting._connections >= (server.maxConnections ?? Infinity)) {
    handle.close();
    server.emit('drop');
    return;
  }
  const { allowHalfOpen, highWaterMark } = accepting;
  const socket = new Socket({
    ...{ handle, allowHalfOpen, readable: true, writable: true },
    ...{ readableHighWaterMark: highWaterMark, writableHighWaterMark: highWaterMark },
  });
  socket.setNoDelay(true);
  accepting._connections++;
  // By this a socket that has closed is no longer counted.
  Object.assign(socket, { server, _server: server });
  server.emit('connection', socket);
}
