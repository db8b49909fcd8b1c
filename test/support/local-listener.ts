import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket } from 'node:net';

/** A server on a free port of this machine, which it keeps over a restart. */
export class LocalListener {
  /** Connections accepted so far. */
  accepted = 0;
  private readonly open = new Set<Socket>();
  private port = 0;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.accepted++;
      this.open.add(socket);
      socket.on('close', () => this.open.delete(socket));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections open at the moment. */
  get connections(): number {
    return this.open.size;
  }

  async start(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends as a killed process does: no more listening, and every connection is gone, upgraded ones too. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.open) socket.destroy();
    await closed;
  }
}
