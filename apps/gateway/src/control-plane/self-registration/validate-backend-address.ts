import { BlockList, isIP } from 'node:net';
import { plainIp } from '../../platform/ip-address';

/**
 * The unspecified, multicast and broadcast addresses, and link-local ones, where clouds serve their secrets.
 */
const STRANGE = new BlockList();
for (const [network, prefix, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const)
  STRANGE.addSubnet(network, prefix, family);

/**
 * Returns true if a URL from a backend uses HTTP and names a host that a backend can have: a name, or an
 * ordinary address.
 */
export function validateBackendAddress(url: string): boolean {
  if (!/^https?:\/\//i.test(url) || url.length > 300 || !URL.canParse(url)) return false;
  const host = plainIp(new URL(url).hostname.replace(/^\[|\]$/g, ''));
  return isIP(host) === 0 || !STRANGE.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
