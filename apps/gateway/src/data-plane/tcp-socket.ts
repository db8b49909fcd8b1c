import { type Socket } from 'node:net';

/** The socket of TCP below one of TLS, for which Node has no public name; a socket without TLS is its own. */
export function tcpSocketOf(socket: Socket): Socket {
  return (socket as { _parent?: Socket | null })._parent ?? socket;
}

/**
 * Ends a connection so that what was sent on it does not look whole: by a reset, or over TLS without the alert that ends
 * it in order (RFC 9112 §9.8). A reset below TLS is no choice: Node 20 may crash (SIGSEGV) while writes are under way.
 */
export function breakConnection(socket: Socket): void {
  // Node throws for a Unix socket.
  if (tcpSocketOf(socket) === socket && socket.remoteFamily !== undefined) socket.resetAndDestroy();
  socket.destroy();
  // Node does not always close it together with the TLS socket.
  tcpSocketOf(socket).destroy();
}
