import { createServer, type Socket } from 'node:net';
import { type BackendDouble } from './backend.double';
import { LocalListener } from './local-listener';
import { RawConnection } from './raw-connection';

/** Takes a connection from the gateway; `turn` counts them from 1. */
export type Taking = (connection: RawConnection, turn: number) => unknown;

/** A backend that speaks bytes: each connection is in the hands of the test. */
export class RawBackend implements BackendDouble {
  private readonly listener: LocalListener;

  constructor(
    readonly name: string,
    private readonly take: Taking,
  ) {
    const server = createServer({ allowHalfOpen: true });
    this.listener = new LocalListener(server);
    server.on('connection', (socket) => this.onConnection(socket));
  }

  get url(): string {
    return this.listener.url;
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.listener.accepted;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }

  private onConnection(socket: Socket): void {
    const taken = this.take(new RawConnection(socket), this.accepted);
    // A script whose connection was closed under it has nothing more to do.
    if (taken instanceof Promise) taken.catch(() => socket.destroy());
  }
}
