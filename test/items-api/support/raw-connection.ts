import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to an instance, written to byte by byte. */
export class RawConnection {
  private received = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => (this.received += text));
    // A reset is an end like any other here.
    socket.on('error', () => undefined);
  }

  static async to(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** The received text, once it holds the expected one. */
  async until(expected: string): Promise<string> {
    while (!this.received.includes(expected)) await once(this.socket, 'data');
    return this.received;
  }

  /** All that arrived until the other side closed the connection. */
  async untilClosed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }
}
