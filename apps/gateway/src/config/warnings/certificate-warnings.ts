import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { certificateTrouble } from '../../platform/files/certificate-dates';
import { type GatewayConfig } from '../gateway-config';
import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

interface CertificateFile {
  readonly path: Path;
  readonly file: string;
}

/** Certificates that clients or backends will not accept, today or soon. */
export function* certificateWarnings({ config, now }: Subject): Generator<Warning> {
  for (const { path, file } of [...listenerFiles(config), ...trustedFiles(config)]) {
    const certificate = certificateIn(file);
    const message = certificate && certificateTrouble(certificate, now);
    if (message !== undefined) yield { path, message };
  }
  yield* uncoveredHosts(config);
}

function listenerFiles({ listen: { tls } }: GatewayConfig): CertificateFile[] {
  if (tls === undefined) return [];
  const path = ['listen', 'tls'];
  const others = tls.certificates.map(({ cert }, index) => ({
    path: [...path, 'certificates', index, 'cert'],
    file: cert,
  }));
  return [{ path: [...path, 'cert'], file: tls.cert }, ...others];
}

function trustedFiles({ listen, pools }: GatewayConfig): CertificateFile[] {
  const { clientCertificates } = listen.tls ?? {};
  const clients =
    clientCertificates === undefined
      ? []
      : [{ path: ['listen', 'tls', 'clientCertificates', 'ca'], file: clientCertificates.ca }];
  const backends = pools.flatMap(({ name, tls }) =>
    (['ca', 'cert'] as const).flatMap((key) =>
      tls?.[key] === undefined ? [] : [{ path: ['pools', name, 'tls', key], file: tls[key] }],
    ),
  );
  return [...clients, ...backends];
}

/** Hosts of routes that no certificate of the listener has the name of. */
function* uncoveredHosts(config: GatewayConfig): Generator<Warning> {
  const certificates = listenerFiles(config).flatMap(({ file }) => certificateIn(file) ?? []);
  if (certificates.length === 0) return;
  for (const [index, { host }] of config.routes.entries()) {
    // A wildcard certificate covers one label; the one below is as good as any.
    const name = host?.replace(/^\*/, 'any');
    if (name === undefined || certificates.some((certificate) => covers(certificate, name))) continue;
    const names = certificates.map(({ subjectAltName, subject }) => subjectAltName ?? subject).join('; ');
    yield {
      path: ['routes', index, 'host'],
      message: `no certificate of listen.tls covers ${host}: clients that ask for it by https are shown one for ${names}`,
    };
  }
}

function covers(certificate: X509Certificate, name: string): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(name);
  const plain = name.replace(/^\[|\]$/g, '');
  return (isAddress ? certificate.checkIP(plain) : certificate.checkHost(plain)) !== undefined;
}

/** Undefined for a file that cannot be used, which is a mistake of its own. */
function certificateIn(file: string): X509Certificate | undefined {
  try {
    return new X509Certificate(readFileSync(file));
  } catch {
    return undefined;
  }
}
