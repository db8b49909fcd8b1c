import { isIPv6 } from 'node:net';

/**
 * What limits by address count as one client: the address, but for IPv6 the /64 it lies in. A client of IPv6 owns all of
 * that, and could come from another address each time.
 */
export function clientNetwork(address: string): string {
  return isIPv6(address) ? network64(address) : address;
}

/** Its first four groups, each without leading zeros. */
function network64(address: string): string {
  const [before, after] = address.toLowerCase().split('%')[0].split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  // An address that ends in the form of IPv4 has one group less than it seems.
  const seen = head.length + tail.length + (address.includes('.') ? 1 : 0);
  const zeros = after === undefined ? [] : Array<string>(Math.max(0, 8 - seen)).fill('0');
  const groups = [...head, ...zeros, ...tail].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
