/** Paths of a certificate and its key, both PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** How the public listener encrypts. */
export interface TlsSettings extends CertificateFiles {
  /** Further certificates, each for the names in it. */
  readonly certificates: readonly CertificateFiles[];
  readonly http2: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Whose certificates clients may show; `required` refuses who shows none. */
  readonly clientCertificates?: { readonly ca: string; readonly required: boolean } | undefined;
}
