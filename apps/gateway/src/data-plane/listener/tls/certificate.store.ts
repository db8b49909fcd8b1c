import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { type FileReporter } from '../../../platform/files/file-reports';
import { WatchedFiles } from '../../../platform/files/watched-files';
import { type Clock } from '../../../platform/clock';
import { type CertificateFiles, type TlsSettings } from './tls-settings';

/** A certificate that clients are shown, and the file that it was read from. */
export interface ShownCertificate {
  readonly file: string;
  readonly certificate: X509Certificate;
}

/** A certificate made ready, and the names it is for. */
interface Credential extends ShownCertificate {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
}

/** Mozilla's intermediate set: what every client of the last ten years speaks, and nothing that is broken. */
const CIPHERS =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:' +
  'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:' +
  'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';

/** Names whose certificate is remembered; clients choose them, so no more are. */
const MAX_NAMES = 1_000;

/**
 * The certificates of the listener, each for its names; the first is the default. They are read again after a
 * change.
 */
export class CertificateStore {
  private readonly credentials: readonly WatchedFiles<Credential>[];
  private readonly byName = new Map<string, WatchedFiles<Credential>>();

  /** @throws Error when a file cannot be used. */
  constructor(settings: TlsSettings, clock: Clock, reports?: FileReporter) {
    const { minVersion, clientCertificates } = settings;
    const ca = clientCertificates === undefined ? [] : [clientCertificates.ca];
    const read = (file: string, cert: string, key: string, authorities?: string): Credential => {
      const options = { cert, key, ca: authorities, minVersion, ciphers: CIPHERS };
      const certificate = new X509Certificate(cert);
      return { file, options, context: createSecureContext(options), certificate };
    };
    const pairs: readonly CertificateFiles[] = [settings, ...settings.certificates];
    this.credentials = pairs.map(
      ({ cert, key }) =>
        new WatchedFiles(
          [cert, key, ...ca],
          (...texts: [string, string, string?]) => read(cert, ...texts),
          clock,
          reports,
        ),
    );
  }

  /** The certificates in use, by the file of each. */
  get all(): readonly ShownCertificate[] {
    return this.credentials.map(({ value: { file, certificate } }) => ({ file, certificate }));
  }

  /** The certificate for clients that send no name. */
  get first(): SecureContextOptions {
    return this.credentials[0].value.options;
  }

  /**
   * Returns the certificate for a client that requests this name; the first one if no certificate has the name,
   * or the client sends none.
   */
  contextFor(name: string): SecureContext {
    const known = this.byName.get(name);
    if (known !== undefined) return known.value.context;
    const fitting = this.credentials.find(({ value }) => value.certificate.checkHost(name) !== undefined);
    const credential = fitting ?? this.credentials[0];
    if (this.byName.size < MAX_NAMES) this.byName.set(name, credential);
    return credential.value.context;
  }

  /** Begins to watch the files; calls `onFirstChanged` with each new version of the first certificate. */
  watch(onFirstChanged: (options: SecureContextOptions) => void): void {
    const [first, ...others] = this.credentials;
    first.watch(({ options }) => onFirstChanged(options));
    for (const credential of others) credential.watch();
  }

  close(): void {
    for (const credential of this.credentials) credential.close();
  }
}
