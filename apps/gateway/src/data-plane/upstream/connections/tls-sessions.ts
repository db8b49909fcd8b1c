import { type UpstreamTls } from './upstream-tls';

/**
 * The last TLS session with one backend, so that the next handshake can resume it (RFC 8446 §2.2). Node checks no name in
 * a certificate when it resumes: a session therefore serves under the settings only that it was made under.
 */
export class TlsSessions {
  private session: Buffer | undefined;
  private settings: UpstreamTls | undefined;

  /** To be called with a session that was verified. */
  keep(session: Buffer, settings: UpstreamTls | undefined): void {
    this.session = session;
    this.settings = settings;
  }

  under(settings: UpstreamTls | undefined): Buffer | undefined {
    return this.settings === settings ? this.session : undefined;
  }

  /** A connection has failed: the next one begins with a full handshake. */
  forget(): void {
    this.session = undefined;
  }
}
