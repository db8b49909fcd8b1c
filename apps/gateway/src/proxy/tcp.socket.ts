import { type Socket } from 'node:net';

/** The socket of TCP below one of TLS, for which Node has no public name; a socket without TLS is its own. */
export function tcpSocketOf(socket: Socket): Socket {
  return (socket as { _parent?: Socket | null })._parent ?? socket;
}

/** Ends a connection so that what was sent on it does not look whole: with a reset, where there is TCP below. */
export function resetConnection(socket: Socket): void {
  const tcp = tcpSocketOf(socket);
  // Node throws for a Unix socket, and for one of TLS.
  if (tcp.remoteFamily !== undefined) tcp.resetAndDestroy();
  socket.destroy();
}
