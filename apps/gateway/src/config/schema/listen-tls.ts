import { z } from 'zod';
import { port } from './network';
import { flag, text } from './scalar';
import { duration } from './units';

const certificate = z.strictObject({
  cert: pemFile().describe('PEM file with the certificate, followed by the intermediate certificates.'),
  key: pemFile().describe('PEM file with the private key of the certificate.'),
});

/** How the listener encrypts. */
export const listenTls = z.strictObject({
  ...certificate.shape,
  certificates: z
    .array(certificate)
    .prefault([])
    .describe('Further certificates. A client gets the first certificate that matches the requested name.'),
  http2: flag().prefault(true).describe('If `true`, the gateway offers HTTP/2 to clients.'),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).prefault('TLSv1.2').describe('Oldest accepted version of TLS.'),
  clientCertificates: z
    .strictObject({
      ca: pemFile().describe(
        'PEM file with the certificate authorities whose client certificates are accepted.',
      ),
      required: flag()
        .prefault(true)
        .describe(
          'If `true`, reject clients without a certificate during the TLS handshake. If `false`, the certificate is optional, and routes can require one with `auth.certificate`.',
        ),
    })
    .optional()
    .describe('Client certificates.'),
  hsts: duration({ from: '0ms', to: '3650d' })
    .optional()
    .describe('How long browsers use only https for this host (`Strict-Transport-Security`).'),
  httpRedirectPort: port()
    .optional()
    .describe(
      'Port on which clients without TLS are redirected to this listener. Clients that this listener excludes get 403 there, too.',
    ),
});

function pemFile() {
  return text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ });
}
