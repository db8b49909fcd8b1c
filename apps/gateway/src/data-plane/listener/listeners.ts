import { type AddressInfo, type Server } from 'node:net';
import { type InheritedSockets, LISTENERS, type ListenerName } from './inherited-sockets';
import { type Address, listen } from './listening';

/** Where the configuration wants listeners to be. */
export type Addresses = Readonly<Partial<Record<ListenerName, Address>>>;

/** A server's handle; Node has no other way to tell its descriptor. */
interface Handled {
  readonly _handle: { readonly fd: number } | null;
}

/** The servers with which a process listens, by the names of their sockets. */
export class Listeners {
  constructor(private readonly servers: Readonly<Partial<Record<ListenerName, Server>>>) {}

  /**
   * Begins to listen, on sockets that are open already or else at these addresses.
   *
   * @throws ConfigError for a socket that is of no use; for an address an error with a code such as EADDRINUSE.
   */
  async listen(addresses: Addresses, sockets: InheritedSockets): Promise<void> {
    for (const name of LISTENERS) {
      const server = this.servers[name];
      const address = addresses[name];
      if (server !== undefined && address !== undefined) await listen(server, name, address, sockets[name]);
    }
  }

  /** Their sockets, as another process can inherit them while they are open here. */
  get sockets(): InheritedSockets {
    const open = Object.entries(this.servers).map(([name, server]) => [name, descriptorOf(server)]);
    return Object.fromEntries(open) as InheritedSockets;
  }

  /** Where those are that listen. */
  get places(): Addresses {
    const names = LISTENERS.filter((name) => this.addressOf(name) !== undefined);
    return Object.fromEntries(
      names.map((name) => [name, { host: this.addressOf(name)!.address, port: this.addressOf(name)!.port }]),
    );
  }

  /** Where the listener is; undefined when there is no such one, or it does not listen. */
  addressOf(name: ListenerName): AddressInfo | undefined {
    return (this.servers[name]?.address() ?? undefined) as AddressInfo | undefined;
  }
}

function descriptorOf(server: Server): number {
  return (server as unknown as Handled)._handle!.fd;
}
