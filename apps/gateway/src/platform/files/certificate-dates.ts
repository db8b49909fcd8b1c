import { type X509Certificate } from 'node:crypto';

/** A certificate that is valid for no longer than this is worth a warning. */
const SOON_MS = 14 * 24 * 3_600_000;

/** Why clients do not accept a certificate, now or soon; undefined if they do. `now` is wall time. */
export function certificateTrouble(certificate: X509Certificate, now: number): string | undefined {
  const { validFrom, validTo, subject } = certificate;
  const name = `the certificate (${subject.replaceAll('\n', ', ')})`;
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (to <= now) return `${name} expired on ${dayOf(to)}: clients and servers reject it`;
  if (from > now)
    return `${name} is not valid before ${dayOf(from)}: until then, clients and servers reject it`;
  if (to - now < SOON_MS) return `${name} expires soon, on ${dayOf(to)}`;
  return undefined;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
