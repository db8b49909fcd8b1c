import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';

/** How TLS is spoken to `https://` backends; the files are PEM. */
export interface UpstreamTlsSettings {
  /** Authorities that are trusted instead of the public ones. */
  readonly ca?: string | undefined;
  /** The certificate and key that the gateway shows. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Sent as SNI and looked for in the certificate, instead of the host in the backend's URL. */
  readonly serverName?: string | undefined;
  /** False accepts any certificate. */
  readonly verify: boolean;
}

/** The same with the files read. */
export interface UpstreamTls {
  readonly context: SecureContext;
  readonly serverName: string | undefined;
  readonly verify: boolean;
}

/** @throws when a file cannot be read or is no PEM. */
export function readTls(settings: UpstreamTlsSettings): UpstreamTls {
  const { ca, cert, key, serverName, verify } = settings;
  const context = createSecureContext({
    ca: ca === undefined ? undefined : readFileSync(ca),
    cert: cert === undefined ? undefined : readFileSync(cert),
    key: key === undefined ? undefined : readFileSync(key),
    minVersion: 'TLSv1.2',
  });
  return { context, serverName, verify };
}
