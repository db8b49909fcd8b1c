import { SocketAddress } from 'node:net';
import { INCOMPLETE, MALFORMED, type ProxyHeader, UNKNOWN_CLIENT } from './proxy-header';

export const BINARY_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** The signature, version and command, family, and the length of what follows. */
const FIXED_BYTES = 16;
/** With its addresses and all that the proxy tells beside them (§2.2.1), which is skipped. */
const MAX_BYTES = 4096;

const LOCAL = 0x20;
const PROXY = 0x21;
const TCP4 = 0x11;
const TCP6 = 0x21;

/** How many bytes the addresses of each family take: none, IPv4, IPv6, and those of Unix sockets. */
const ADDRESS_BYTES = [0, 12, 36, 216];
/** No protocol, streams, datagrams. */
const MAX_PROTOCOL = 2;

/** Version 2: a signature that no other protocol begins with, then addresses as bytes. */
export function readBinaryHeader(bytes: Buffer): ProxyHeader {
  const common = Math.min(bytes.length, BINARY_SIGNATURE.length);
  if (BINARY_SIGNATURE.compare(bytes, 0, common, 0, common) !== 0) return MALFORMED;
  if (bytes.length < FIXED_BYTES) return INCOMPLETE;
  const [command, family] = [bytes[12], bytes[13]];
  const length = FIXED_BYTES + bytes.readUInt16BE(14);
  const addressBytes = ADDRESS_BYTES[family >> 4] as number | undefined;
  const isKnown = (command === LOCAL || command === PROXY) && addressBytes !== undefined;
  if (!isKnown || (family & 0xf) > MAX_PROTOCOL || length > MAX_BYTES) return MALFORMED;
  // A proxy that speaks for itself may leave out what would be ignored.
  if (command === PROXY && length < FIXED_BYTES + addressBytes) return MALFORMED;
  if (bytes.length < length) return INCOMPLETE;
  if (command === LOCAL) return { kind: 'header', length, client: undefined };
  const addresses = bytes.subarray(FIXED_BYTES, length);
  if (family === TCP4) {
    const client = { address: addresses.subarray(0, 4).join('.'), port: addresses.readUInt16BE(10) };
    return { kind: 'header', length, client };
  }
  if (family === TCP6) {
    const client = { address: ipv6Of(addresses), port: addresses.readUInt16BE(34) };
    return { kind: 'header', length, client };
  }
  return { kind: 'header', length, client: UNKNOWN_CLIENT };
}

function ipv6Of(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
