import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type AnswerFault, passing } from './answer.faults';

/** Connections beyond this are a mistake of the test. */
const MAX_CONNECTIONS = 2_000;

/** One connection from the gateway and its continuation to the backend. */
interface Pair {
  readonly outer: Socket;
  readonly inner: Socket;
}

/**
 * Stands before a backend and passes everything on, until a test makes it do to connections or responses what
 * networks do.
 */
export class FaultyRelay {
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private fault: AnswerFault = passing;
  private isBlackHole = false;

  private constructor(
    private readonly backendPort: number,
    readonly port: number,
  ) {
    // A FIN of one side is passed on, not answered.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (outer) => this.take(outer));
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  static async before(backendPort: number, port: number): Promise<FaultyRelay> {
    const relay = new FaultyRelay(backendPort, port);
    await relay.listen();
    return relay;
  }

  /** Does this to every answer from now on. */
  harm(fault: AnswerFault): void {
    this.fault = fault;
  }

  /** Ends every connection and refuses new ones, as the address of a dead process does. */
  async refuse(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    for (const { outer, inner } of this.pairs) {
      outer.resetAndDestroy();
      inner.destroy();
    }
    await closed;
  }

  /** Takes connections and bytes, and answers nothing. */
  swallow(): void {
    this.isBlackHole = true;
    for (const { inner } of this.pairs) inner.pause();
  }

  /** All is well again. */
  async heal(): Promise<void> {
    this.fault = passing;
    this.isBlackHole = false;
    for (const { inner } of this.pairs) inner.resume();
    if (!this.server.listening) await this.listen();
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  private async listen(): Promise<void> {
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  private take(outer: Socket): void {
    const inner = connect({ port: this.backendPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair = { outer, inner };
    this.pairs.add(pair);
    if (this.isBlackHole) inner.pause();
    outer.on('data', (request: Buffer) => inner.write(request));
    inner.on('data', (answer: Buffer) => this.fault(answer, outer));
    outer.on('end', () => inner.end());
    inner.on('end', () => outer.end());
    // A fault of one side also happens to the other.
    inner.on('error', () => outer.resetAndDestroy());
    outer.on('error', () => inner.destroy());
    inner.on('close', () => outer.destroySoon());
    outer.on('close', () => {
      this.pairs.delete(pair);
      inner.destroy();
    });
  }
}
