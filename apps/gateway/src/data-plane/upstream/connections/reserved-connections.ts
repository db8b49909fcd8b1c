import { type Socket } from 'node:net';
import { type UpstreamConnection } from './upstream-connection';

/** Idle connections to one backend that each serve a single client connection, because they are authenticated. */
export class ReservedConnections {
  /** Least recently used first. */
  private readonly byClient = new Map<Socket, UpstreamConnection>();

  get size(): number {
    return this.byClient.size;
  }

  get oldest(): UpstreamConnection | undefined {
    return this.byClient.values().next().value;
  }

  /** Takes out the connection of this client, if it has one. */
  take(client: Socket | undefined): UpstreamConnection | undefined {
    if (client === undefined || this.byClient.size === 0) return undefined;
    const connection = this.byClient.get(client);
    this.byClient.delete(client);
    return connection;
  }

  /** Keeps a connection that is idle again; a client has one at most. */
  keep(connection: UpstreamConnection, client: Socket): void {
    this.byClient.get(client)?.destroy();
    this.byClient.set(client, connection);
  }

  remove(connection: UpstreamConnection, client: Socket): void {
    if (this.byClient.get(client) === connection) this.byClient.delete(client);
  }

  /** Closes all of them. */
  destroy(): void {
    for (const connection of [...this.byClient.values()]) connection.destroy();
  }
}
