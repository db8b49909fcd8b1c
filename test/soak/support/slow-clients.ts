import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const DRIP_MS = 1_000;
const AT_A_TIME = 100;
const READERS = 25;

const HEAD = 'GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ';
const UPLOAD = 'POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n';
const DOWNLOAD = 'GET /large HTTP/1.1\r\nHost: h\r\n\r\n';

/** Clients of a gateway that take their time, each in its own way, and come again when they are thrown out. */
export class SlowClients {
  private readonly sockets = new Set<Socket>();
  private dripping: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(private readonly port: number) {}

  /** How many are connected. */
  get count(): number {
    return this.sockets.size;
  }

  /**
   * Resolves when all are connected. One in 25 reads nothing of its answer, which takes megabytes in the systems on the
   * way; of the others, every other one sends its head slowly, and the rest their bodies.
   */
  async start(count: number): Promise<void> {
    for (let at = 0; at < count; at += AT_A_TIME) {
      const some = Array.from({ length: Math.min(AT_A_TIME, count - at) }, (_, one) => this.open(at + one));
      await Promise.all(some);
    }
    this.dripping = setInterval(() => this.drip(), DRIP_MS);
  }

  close(): void {
    this.isOver = true;
    clearInterval(this.dripping);
    for (const socket of this.sockets) socket.destroy();
  }

  private async open(id: number): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (!this.isOver) void this.open(id).catch(() => undefined);
    });
    await once(socket, 'connect');
    this.sockets.add(socket);
    const reads = id % READERS !== 0;
    socket.write(reads ? [HEAD, UPLOAD][id % 2] : DOWNLOAD);
    if (reads) socket.resume();
    else socket.pause();
  }

  private drip(): void {
    for (const socket of this.sockets) if (socket.readableFlowing === true) socket.write('a');
  }
}
