import { type Socket } from 'node:net';
import { type AddressList, plainAddress } from './address.list';

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
    readonly trusted: AddressList,
  ) {
    this.peer = plainAddress(socket.remoteAddress ?? 'unknown');
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
      const hop = plainAddress(hops[at].trim());
      if (hop === '') continue;
      client = hop;
      if (!this.trusted.includes(hop)) break;
    }
    return client;
  }
}
