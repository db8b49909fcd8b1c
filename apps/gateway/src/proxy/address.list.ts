import { BlockList, isIP } from 'node:net';

const MAPPED_IPV4 = '::ffff:';

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
      const [address, prefix] = range.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  /** What is no address is in no list. */
  includes(address: string): boolean {
    if (this.isEmpty) return false;
    const known = this.known.get(address);
    return known ?? this.lookUp(address);
  }

  private lookUp(address: string): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    const found = this.list.check(address, family === 6 ? 'ipv6' : 'ipv4');
    // Whoever comes from ever new addresses makes it forget, not grow.
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(address, found);
    return found;
  }
}

/**
 * An address as lists and limits compare it: without the brackets and the port that some proxies write
 * (`[fd00::1]:443`, `10.0.0.1:52000`), and IPv4 in its plain form where an IPv6 socket shows it as `::ffff:10.0.0.1`.
 */
export function plainAddress(text: string): string {
  const address = withoutPort(text);
  const isMapped = address.startsWith(MAPPED_IPV4) && address.includes('.');
  return isMapped ? address.slice(MAPPED_IPV4.length) : address;
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1, text.indexOf(']'));
  const colon = text.indexOf(':');
  return colon > 0 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}
