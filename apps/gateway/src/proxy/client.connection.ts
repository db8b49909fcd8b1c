import { BlockList, isIPv6 } from 'node:net';
import { type Socket } from 'node:net';

const MAPPED_IPV4 = '::ffff:';

/** Which peers may say who their client is: addresses and CIDR ranges. */
export class TrustedProxies {
  private readonly list = new BlockList();
  private readonly isEmpty: boolean;

  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [address, prefix] = range.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  includes(address: string): boolean {
    return !this.isEmpty && this.list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** What stays the same for every request of one client connection, while the same proxies are trusted. */
export class ClientConnection {
  /** The address at the other end of the socket, IPv4 in its plain form. */
  readonly peer: string;
  readonly isTrusted: boolean;
  /** The forwarding fields that tell of this connection, but for the host. */
  readonly scheme: 'http' | 'https';
  readonly port: number;

  constructor(
    socket: Socket & { encrypted?: boolean },
    readonly trusted: TrustedProxies,
  ) {
    const address = socket.remoteAddress ?? 'unknown';
    this.peer = address.startsWith(MAPPED_IPV4) ? address.slice(MAPPED_IPV4.length) : address;
    this.isTrusted = trusted.includes(this.peer);
    this.scheme = socket.encrypted === true ? 'https' : 'http';
    this.port = socket.localPort ?? 0;
  }

  /**
   * The client's own address: the peer, or, behind trusted proxies, the last entry of `X-Forwarded-For` that no
   * trusted proxy wrote about another one of them.
   */
  clientAddress(forwardedFor: string | undefined): string {
    if (!this.isTrusted || forwardedFor === undefined) return this.peer;
    const hops = forwardedFor.split(',');
    let client = this.peer;
    for (let at = hops.length - 1; at >= 0; at--) {
      const hop = hops[at].trim();
      if (hop === '') continue;
      client = hop;
      if (!this.trusted.includes(hop)) break;
    }
    return client;
  }
}
