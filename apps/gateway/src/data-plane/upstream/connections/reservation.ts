import { type Socket } from 'node:net';

/** Ties a connection to one client connection, since something on it has authenticated the connection, and not a request. */
export class Reservation {
  /** @param client undefined where nothing may be tied to it: then the connection carries no further request. */
  constructor(
    readonly client: Socket | undefined,
    private readonly onClientClose: () => void,
  ) {
    client?.on('close', onClientClose);
  }

  /** True if the client is still there. */
  get isOpen(): boolean {
    return this.client?.destroyed === false;
  }

  /** The connection is gone. */
  end(): void {
    this.client?.off('close', this.onClientClose);
  }
}
