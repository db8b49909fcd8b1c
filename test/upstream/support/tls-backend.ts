import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { closedAfterTest } from '../../support/closing';
import { LocalListener } from '../../support/local-listener';
import { type Taking } from '../../support/raw-backend';
import { RawConnection } from '../../support/raw-connection';

/** A backend that speaks TLS: each connection that got through the handshake is in the hands of the test. */
export class TlsBackend {
  /** The connections that got through the handshake. */
  readonly sockets: TLSSocket[] = [];
  private readonly listener: LocalListener;

  private constructor(options: TlsOptions, take: Taking) {
    const server = createServer({ allowHalfOpen: true, ...options });
    this.listener = new LocalListener(server);
    server.on('secureConnection', (socket) => {
      this.sockets.push(socket);
      const taken = take(new RawConnection(socket), this.sockets.length);
      if (taken instanceof Promise) taken.catch(() => socket.destroy());
    });
    // A client that does not like the certificate is part of what is tested.
    server.on('tlsClientError', () => undefined);
  }

  /** One that listens until the test is over. */
  static async started(options: TlsOptions, take: Taking): Promise<TlsBackend> {
    const backend = new TlsBackend(options, take);
    await backend.listener.start();
    closedAfterTest({ close: () => backend.listener.stop() });
    return backend;
  }

  get url(): string {
    return this.listener.url.replace('http:', 'https:');
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.listener.accepted;
  }
}
