import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { INCOMPLETE, MALFORMED, type ProxyHeader, UNKNOWN_CLIENT } from './proxy-header';

const BEGINNING = Buffer.from('PROXY ');
/** The longest line there is, with its end (§2.1). */
const MAX_BYTES = 107;
const PORT = /^(?:0|[1-9][0-9]{0,4})$/;

/** Version 1: one line of ASCII, such as `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443`. */
export function readTextHeader(bytes: Buffer): ProxyHeader {
  const common = Math.min(bytes.length, BEGINNING.length);
  if (BEGINNING.compare(bytes, 0, common, 0, common) !== 0) return MALFORMED;
  const line = bytes.toString('latin1', 0, MAX_BYTES);
  const end = line.indexOf('\r\n');
  if (end < 0) return bytes.length >= MAX_BYTES ? MALFORMED : INCOMPLETE;
  const length = end + 2;
  const [, family, ...rest] = line.slice(0, end).split(' ');
  // The specification says to ignore the rest of the line.
  if (family === 'UNKNOWN') return { kind: 'header', length, client: UNKNOWN_CLIENT };
  const [source, destination, sourcePort, port] = rest;
  const areAddresses = areOf(family, source, destination);
  if (rest.length !== 4 || !areAddresses || !isPort(sourcePort) || !isPort(port)) return MALFORMED;
  return { kind: 'header', length, client: { address: inOneSpelling(source), port: Number(port) } };
}

function areOf(family: string, ...addresses: (string | undefined)[]): boolean {
  if (family === 'TCP4') return addresses.every((address) => isIPv4(address ?? ''));
  // A zone means something on the machine of the proxy only.
  if (family === 'TCP6') return addresses.every((address = '') => isIPv6(address) && !address.includes('%'));
  return false;
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && PORT.test(text) && Number(text) <= 65_535;
}

function inOneSpelling(address: string): string {
  return isIPv4(address) ? address : new SocketAddress({ address, family: 'ipv6' }).address;
}
