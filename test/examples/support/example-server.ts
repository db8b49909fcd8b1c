import { createServer, type Server } from 'node:http';
import { type BackendDouble } from '../../support/backend.double';
import { closedAfterTest } from '../../support/closing';
import { LocalListener } from '../../support/local-listener';

/** A real server instead of one that an example names by its port. */
export class ExampleServer implements BackendDouble {
  readonly server: Server;
  private readonly listener: LocalListener;

  private constructor(readonly name: string) {
    this.server = createServer({ keepAliveTimeout: 60_000 });
    this.listener = new LocalListener(this.server);
  }

  /** Starts it; `setUp` makes it answer. It is gone after the test. */
  static async start(port: number, setUp: (own: ExampleServer) => void): Promise<ExampleServer> {
    const own = closedAfterTest(new ExampleServer(String(port)));
    setUp(own);
    await own.start();
    return own;
  }

  get url(): string {
    return this.listener.url;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }

  close(): Promise<void> {
    return this.stop();
  }
}
