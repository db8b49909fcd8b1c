import { isIPv6 } from 'node:net';
import { ipv6Groups } from '../../platform/ip-address';

/**
 * Returns the network that counts as one client for limits by address: an IPv4 address, or the /64 of an IPv6
 * address. An IPv6 client owns its whole /64, and could use another address each time.
 *
 * @param address in its one spelling, so that IPv4 in any form of IPv6 counts as IPv4.
 */
export function clientNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const network = ipv6Groups(address).slice(0, 4);
  return network.map((group) => group.toString(16)).join(':');
}
