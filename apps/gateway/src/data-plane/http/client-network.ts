import { isIPv6 } from 'node:net';
import { ipv6Groups } from '../../platform/ip-address';

/**
 * What limits by address count as one client: the address, except for IPv6 the /64 it lies in. A client of IPv6 owns
 * all of that, and could come from another address each time.
 *
 * @param address in its one spelling, so that IPv4 in any form of IPv6 counts as IPv4.
 */
export function clientNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const network = ipv6Groups(address).slice(0, 4);
  return network.map((group) => group.toString(16)).join(':');
}
