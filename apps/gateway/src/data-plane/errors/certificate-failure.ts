import { type PeerCertificate } from 'node:tls';
import { type FailureCause } from './failure-cause';

/** Names that OpenSSL gives to what is wrong with a chain of certificates. */
const UNTRUSTED =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|CRL_|ERROR_IN_CERT_|(?:CA|EE)_)/;
const OUT_OF_DATE = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const MISNAMED = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);

interface CertificateError {
  readonly code?: string;
  readonly message?: string;
  readonly host?: string;
  /** Of the other side, where it is known. */
  readonly cert?: Partial<PeerCertificate>;
}

/** Describes the fault of a certificate, with its subject and purpose; undefined for other errors. */
export function certificateFailure(error: CertificateError): FailureCause | undefined {
  const { code = '', message = code, host, cert } = error;
  const certificate = describe(cert);
  if (OUT_OF_DATE.has(code)) {
    const what = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return { kind: 'certificate_expired', text: `the certificate ${what}${certificate}` };
  }
  if (MISNAMED.has(code)) {
    const whose = host === undefined ? 'another host' : `a host other than ${host}`;
    return { kind: 'certificate_name', text: `the certificate is for ${whose}${certificate}` };
  }
  if (!UNTRUSTED.test(code)) return undefined;
  return { kind: 'certificate_untrusted', text: `the certificate is not trusted: ${message}${certificate}` };
}

function describe(certificate: Partial<PeerCertificate> | undefined): string {
  if (certificate?.subject === undefined) return '';
  const { subject, issuer, valid_from: from, valid_to: to, subjectaltname: names = 'none' } = certificate;
  return ` (subject ${nameText(subject)}, issuer ${nameText(issuer)}, valid from ${from} to ${to}, names ${names})`;
}

/** `CN=a, O=b`; a part may be there more than once. */
function nameText(name: object | undefined): string {
  const parts = Object.entries(name ?? {}).map(([part, value]) => `${part}=${[value].flat().join('+')}`);
  return parts.join(', ') || 'unnamed';
}
