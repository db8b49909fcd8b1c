import { Agent } from 'node:https';
import { type PeerCertificate, TLSSocket } from 'node:tls';

/**
 * Gives the error of a handshake that fails the certificate of the other side, as Node does for wrong names only: once the
 * socket tells of the error it has forgotten the certificate.
 */
export function keepPeerCertificate(socket: TLSSocket): void {
  let cert: PeerCertificate | undefined;
  // Ahead of Node's own listener, which checks the certificate and destroys the socket.
  socket.prependOnceListener('secure', () => (cert = socket.getPeerCertificate()));
  socket.prependOnceListener('error', (error: Error & { cert?: PeerCertificate }) => (error.cert ??= cert));
}

/** An agent whose errors name the certificate of the other side. */
export class CertificateNamingAgent extends Agent {
  override createConnection(
    ...parameters: Parameters<Agent['createConnection']>
  ): ReturnType<Agent['createConnection']> {
    const socket = super.createConnection(...parameters);
    if (socket instanceof TLSSocket) keepPeerCertificate(socket);
    return socket;
  }
}
