import { type PeerCertificate, type TLSSocket } from 'node:tls';
import { type Exchange } from '../../exchange/exchange';
import { Identity } from '../../exchange/identity';
import { type Authenticator, type AuthenticationResult } from './authenticator';

/** Certificates that clients show in the handshake (`listen.tls.clientCertificates`): verified by TLS, read here. */
export class CertificateAuthenticator implements Authenticator {
  readonly challenge = 'Certificate realm="load-distributer"';
  readonly wanted = 'a certificate in the TLS handshake';
  private readonly known = new WeakMap<object, AuthenticationResult>();

  constructor(
    /** The common names that are let in; empty for all. */
    private readonly names: readonly string[],
  ) {}

  check({ request }: Exchange): AuthenticationResult {
    const socket = request.socket as Partial<TLSSocket>;
    let found = this.known.get(socket);
    if (found === undefined) {
      found = this.read(socket);
      this.known.set(socket, found);
    }
    return found;
  }

  /** The backend never sees it. */
  strip(): void {}

  open(): void {}

  close(): void {}

  private read(socket: Partial<TLSSocket>): AuthenticationResult {
    const certificate = socket.getPeerCertificate?.() as Partial<PeerCertificate> | undefined;
    if (certificate?.subject === undefined) return 'absent';
    const { CN } = certificate.subject as { CN?: string | string[] };
    const name = Array.isArray(CN) ? CN[0] : (CN ?? '');
    if (socket.authorized !== true) return 'invalid';
    if (this.names.length > 0 && !this.names.includes(name)) return 'invalid';
    return new Identity({ kind: 'certificate', name });
  }
}
