import { type Server } from 'node:http';

/**
 * Closes connections that are too many, in a process that is handed them by another one: where a server does that itself
 * (`maxConnections`), they are handed on from one full process to the next for ever.
 */
export class ConnectionLimit {
  max = Infinity;
  /** Connections that were closed at once. */
  refused = 0;
  private open = 0;

  guard(server: Server): void {
    server.on('connection', (socket) => {
      if (this.open >= this.max) {
        this.refused++;
        return void socket.destroy();
      }
      this.open++;
      return void socket.once('close', () => this.open--);
    });
  }
}
