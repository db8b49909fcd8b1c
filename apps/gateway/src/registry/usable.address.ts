import { isIP } from 'node:net';

/** Nobody's, everybody's, and those of one cable, where clouds keep their secrets; also spelt as IPv6. */
const STRANGE = [
  /^0\./,
  /^169\.254\./,
  /^(22[4-9]|23\d|24\d|25[0-5])\./,
  /^::$/,
  /^::ffff:/i,
  /^fe[89ab][0-9a-f]:/i,
  /^ff[0-9a-f]{2}:/i,
];

/** Whether a URL that a backend has named leads by HTTP to a host that a backend can have: a name, or an ordinary address. */
export function isUsableAddress(url: string): boolean {
  if (!/^https?:\/\//i.test(url) || url.length > 300 || !URL.canParse(url)) return false;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 || !STRANGE.some((kind) => kind.test(host));
}
