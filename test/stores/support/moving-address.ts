import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** An address that leads to another server later on; connections that are open stay where they are. */
export class MovingAddress {
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {
    server.on('connection', (socket) => this.pass(socket));
  }

  static async to(port: number): Promise<MovingAddress> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MovingAddress(server, port);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many are open. */
  get connections(): number {
    return this.open.size;
  }

  leadsTo(port: number): void {
    this.target = port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.open) socket.destroy();
  }

  private pass(socket: Socket): void {
    const further = connect(this.target, '127.0.0.1');
    this.open.add(socket);
    socket.on('close', () => {
      this.open.delete(socket);
      further.destroy();
    });
    further.on('close', () => socket.destroy());
    for (const side of [socket, further]) side.on('error', () => undefined);
    socket.pipe(further).pipe(socket);
  }
}
