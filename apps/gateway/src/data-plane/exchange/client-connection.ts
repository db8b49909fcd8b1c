import { type Socket } from 'node:net';
import { type Backend } from '../upstream/backend';
import { type AddressList, plainAddress } from '../http/address-list';

/** Whose connection it is that a proxy hands on, as it says ahead of the first byte (the PROXY protocol). */
export interface AnnouncedClient {
  /** Undefined where the proxy does not say. */
  readonly address: string | undefined;
  /** The port that the client has connected to; undefined likewise. */
  readonly port: number | undefined;
}

/** The socket of a client. The listener sets `announced` if a proxy has sent the client's address. */
export type ClientSocket = Socket & { encrypted?: boolean; announced?: AnnouncedClient | undefined };

/** The data that all requests of one client connection share, while the same proxies are trusted. */
export class ClientConnection {
  /** The address at the other end, IPv4 in its plain form. */
  readonly peer: string;
  readonly isTrusted: boolean;
  /** The forwarding fields that tell of this connection, except for the host. */
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** The backend that has a connection of its own for this client, which authenticated it or asks it to (NTLM, Negotiate). */
  authenticatedAt: Backend | undefined;

  constructor(
    socket: ClientSocket,
    readonly trusted: AddressList,
  ) {
    const { announced } = socket;
    this.peer = plainAddress(announced?.address ?? socket.remoteAddress ?? 'unknown');
    // An unknown client is not trusted because of the proxy that it comes through.
    const isKnown = announced === undefined || announced.address !== undefined;
    this.isTrusted = isKnown && trusted.includes(this.peer);
    this.scheme = socket.encrypted === true ? 'https' : 'http';
    this.port = announced?.port ?? socket.localPort ?? 0;
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
