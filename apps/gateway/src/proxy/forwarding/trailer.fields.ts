import { HeaderRole, roleOf } from '../header.names';

/** Fields that a recipient might take for part of the head if they came behind the body (RFC 9110 §6.5.1). */
const FORBIDDEN = new Set([
  'trailer',
  'authorization',
  'proxy-authenticate',
  'www-authenticate',
  'cookie',
  'set-cookie',
  'set-cookie2',
  'cache-control',
  'content-encoding',
  'content-type',
  'content-range',
  'max-forwards',
  'pragma',
  'range',
  'age',
  'date',
  'expires',
  'location',
  'retry-after',
  'vary',
]);

/** What of a trailer section may go on, as name, value, name, value. */
export function allowedTrailers(fields: readonly string[]): string[] {
  const allowed: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at].toLowerCase();
    if (roleOf(name) === HeaderRole.EndToEnd && !FORBIDDEN.has(name))
      allowed.push(fields[at], fields[at + 1]);
  }
  return allowed;
}
