import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** How many groups of 16 bits an IPv6 address has. */
const GROUPS = 8;

/**
 * The one spelling of an IP address: IPv4 with dots, also where it is written as an IPv4-mapped IPv6 address
 * (`::ffff:0:0/96`) or behind the well-known prefix of NAT64 (`64:ff9b::/96`, RFC 6052); IPv6 in the form of RFC 5952,
 * without a zone. Text that is no IP address stays as it is.
 */
export function plainIp(text: string): string {
  if (!text.includes(':') || !isIPv6(text)) return text;
  const address = withoutZone(text);
  return embeddedIpv4(ipv6Groups(address)) ?? new SocketAddress({ address, family: 'ipv6' }).address;
}

/** The eight groups of an IPv6 address. */
export function ipv6Groups(address: string): number[] {
  const [before, after] = withoutZone(address).split('::');
  const head = groupsIn(before);
  if (after === undefined) return head;
  const tail = groupsIn(after);
  return [...head, ...Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

/** True if an address in its canonical form leads to this machine in every network: 127.0.0.0/8 or ::1. */
export function isLoopbackIp(plain: string): boolean {
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/**
 * True if an address in its canonical form is 0.0.0.0 or ::, which listen on every address, and connect to this
 * machine.
 */
export function isUnspecifiedIp(plain: string): boolean {
  return plain === '0.0.0.0' || plain === '::';
}

function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}

function groupsIn(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [first, second, third, fourth] = part.split('.').map(Number);
    return [first * 256 + second, third * 256 + fourth];
  });
}

/** The IPv4 address in the last two groups, where the others say that there is one. */
function embeddedIpv4([first, second, third, fourth, fifth, sixth, high, low]: number[]): string | undefined {
  if (third !== 0 || fourth !== 0 || fifth !== 0) return undefined;
  const isMapped = first === 0 && second === 0 && sixth === 0xffff;
  const isTranslated = first === 0x64 && second === 0xff9b && sixth === 0;
  return isMapped || isTranslated ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : undefined;
}
