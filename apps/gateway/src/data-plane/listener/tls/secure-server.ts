import { type ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type SecureContext, type TLSSocket } from 'node:tls';
import { type ClientSocket } from '../../exchange/client-connection';
import { tcpSocketOf } from '../../tcp-socket';
import { type Http2Front } from '../http2/http2-front';
import { type IncomingRequest } from '../incoming-request';
import { type CertificateStore } from './certificate.store';
import { type TlsSettings } from './tls-settings';

/**
 * A server for HTTP/1.1 over TLS that hands connections on which TLS has agreed on `h2` to `http2`.
 *
 * @param options as for a server without TLS.
 */
export function createSecureServer(
  options: ServerOptions<typeof IncomingRequest> & { handshakeTimeout: number },
  settings: TlsSettings,
  certificates: CertificateStore,
  http2: Http2Front | undefined,
): Server {
  const { clientCertificates } = settings;
  const server = createServer({
    ...options,
    ...certificates.first,
    // As a server without TLS has it: a client that has finished sending may still wait for its answer.
    allowHalfOpen: true,
    ALPNProtocols: http2 === undefined ? ['http/1.1'] : ['h2', 'http/1.1'],
    requestCert: clientCertificates !== undefined,
    rejectUnauthorized: clientCertificates?.required === true,
    SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
      done(null, certificates.contextFor(name)),
  });
  // Who asks for no name gets no callback, but this.
  certificates.watch((options) => server.setSecureContext(options));
  server.on('close', () => certificates.close());
  const serveHttp1 = server.listeners('secureConnection') as ((socket: TLSSocket) => void)[];
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    keepAnnounced(socket);
    if (socket.alpnProtocol === 'h2' && http2 !== undefined) {
      // A session that reads nothing more has ended.
      socket.allowHalfOpen = false;
      http2.accept(socket);
    } else for (const serve of serveHttp1) serve.call(server, socket);
  });
  // A handshake that fails is the client's affair: the socket is closed, and nothing else happens.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** The PROXY header came before the handshake, so only the socket below has its content. */
function keepAnnounced(socket: TLSSocket): void {
  const { announced } = tcpSocketOf(socket) as ClientSocket;
  if (announced !== undefined) (socket as ClientSocket).announced = announced;
}
