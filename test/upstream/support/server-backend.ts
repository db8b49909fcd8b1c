import { type Server } from 'node:net';
import { type BackendDouble } from '../../support/backend.double';
import { LocalListener } from '../../support/local-listener';

/** Any server as a backend, under any scheme. */
export class ServerBackend implements BackendDouble {
  readonly name = 'a';
  private readonly listener: LocalListener;

  constructor(
    server: Server,
    private readonly scheme: 'http' | 'https' = 'http',
    private readonly host = '127.0.0.1',
  ) {
    this.listener = new LocalListener(server);
  }

  get url(): string {
    const { port } = new URL(this.listener.url);
    return `${this.scheme}://${this.host}:${port}`;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }
}
