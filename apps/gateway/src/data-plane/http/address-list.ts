import { BlockList, isIP, isIPv4 } from 'node:net';
import { plainIp } from '../../platform/ip-address';

/** So many addresses are remembered; looking one up in the list costs a hundred times as much. */
const REMEMBERED = 4096;

/** Addresses and CIDR ranges, such as `10.0.0.0/8`. Never changed: a reload makes another. */
export class AddressList {
  readonly isEmpty: boolean;
  private readonly list = new BlockList();
  private readonly known = new Map<string, boolean>();

  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [address, prefix] = plainRange(range).split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  /** A text that is no address is in no list. */
  includes(address: string): boolean {
    if (this.isEmpty) return false;
    const known = this.known.get(address);
    return known ?? this.lookUp(address);
  }

  private lookUp(address: string): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    const found = this.list.check(address, family === 6 ? 'ipv6' : 'ipv4');
    // Clients with ever new addresses make the cache restart instead of grow.
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(address, found);
    return found;
  }
}

/**
 * An address as lists and limits compare it: without the brackets and the port that some proxies write
 * (`[fd00::1]:443`, `10.0.0.1:52000`), and IPv4 in its plain form where IPv6 shows it, as `::ffff:10.0.0.1` and in NAT64.
 */
export function plainAddress(text: string): string {
  return plainIp(withoutPort(text));
}

/** A range in the spelling of the addresses that are looked up in it: one within those that stand for IPv4 is of IPv4. */
function plainRange(range: string): string {
  const [address, prefix] = range.split('/');
  const plain = plainIp(address);
  if (prefix === undefined || isIPv4(address) || !isIPv4(plain)) return prefix === undefined ? plain : range;
  return Number(prefix) >= EMBEDDED_AT ? `${plain}/${Number(prefix) - EMBEDDED_AT}` : range;
}

/** The bits before an IPv4 address within an IPv6 one. */
const EMBEDDED_AT = 96;

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1, text.indexOf(']'));
  const colon = text.indexOf(':');
  return colon > 0 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}
