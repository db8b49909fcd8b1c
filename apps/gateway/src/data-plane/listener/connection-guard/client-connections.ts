import { type Socket } from 'node:net';
import { clientNetwork } from '../../http/client-network';

/** Number of open connections of each client. A client without connections uses no memory. */
export class ClientConnections {
  private readonly open = new Map<string, number>();

  /** Clients that have a connection. */
  get clients(): number {
    return this.open.size;
  }

  /** Counts the connection until it ends; false, and nothing is counted, where the client has `limit` of them already. */
  admit(socket: Socket, address: string, limit: number): boolean {
    const client = clientNetwork(address);
    const count = this.open.get(client) ?? 0;
    if (count >= limit) return false;
    this.open.set(client, count + 1);
    socket.once('close', () => this.release(client));
    return true;
  }

  private release(client: string): void {
    const count = this.open.get(client)! - 1;
    if (count === 0) this.open.delete(client);
    else this.open.set(client, count);
  }
}
