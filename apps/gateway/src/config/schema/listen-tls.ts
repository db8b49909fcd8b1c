import { z } from 'zod';
import { port } from './network';
import { flag, text } from './scalar';
import { duration } from './units';

const certificate = z.strictObject({
  cert: pemFile().describe(
    'A PEM file with the certificate, and behind it those that lead to its authority.',
  ),
  key: pemFile().describe('A PEM file with its key.'),
});

/** How the listener encrypts. */
export const listenTls = z.strictObject({
  ...certificate.shape,
  certificates: z
    .array(certificate)
    .prefault([])
    .describe('Further certificates; a client is shown the first one for the name it asks for.'),
  http2: flag().prefault(true).describe('Whether HTTP/2 is spoken with clients that know it.'),
  minVersion: z
    .enum(['TLSv1.2', 'TLSv1.3'])
    .prefault('TLSv1.2')
    .describe('The oldest version of TLS that is spoken.'),
  clientCertificates: z
    .strictObject({
      ca: pemFile().describe('A PEM file with the authorities whose certificates are taken.'),
      required: flag()
        .prefault(true)
        .describe('Whether who shows none is refused at once; otherwise routes decide with `auth`.'),
    })
    .optional()
    .describe('Certificates that clients show.'),
  hsts: duration({ from: '0ms', to: '3650d' })
    .optional()
    .describe('For how long browsers are told to come by https only (`Strict-Transport-Security`).'),
  redirectFrom: port()
    .optional()
    .describe(
      'A port on which clients without TLS are sent to this one; whoever may not come in here may not there.',
    ),
});

function pemFile() {
  return text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ });
}
