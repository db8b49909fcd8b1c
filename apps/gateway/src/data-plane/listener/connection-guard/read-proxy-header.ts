import { BINARY_SIGNATURE, readBinaryHeader } from './binary-header';
import { type ProxyHeader } from './proxy-header';
import { readTextHeader } from './text-header';

/**
 * Reads the PROXY protocol, version 1 or 2, as HAProxy's `proxy-protocol.txt` describes it. A connection that begins in
 * another way is malformed from its first wrong byte on.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  return bytes[0] === BINARY_SIGNATURE[0] ? readBinaryHeader(bytes) : readTextHeader(bytes);
}
