import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** A connection written and read byte by byte; text stands for bytes, one character each (latin1). */
export class RawConnection {
  /** All that has arrived and was not taken yet. */
  received = '';
  /** True if the other side will send nothing more. */
  ended = false;
  /** True if the connection is closed. */
  closed = false;
  /** True if a reset ended it. */
  wasReset = false;
  private readonly changes = new EventEmitter();

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.change(() => (this.received += chunk.toString('latin1'))));
    socket.on('end', () => this.change(() => (this.ended = true)));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.wasReset = error.code === 'ECONNRESET'));
    socket.on('close', () => this.change(() => (this.closed = true)));
  }

  static async to(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** The same over TLS. */
  static async secureTo(port: number, ca: Buffer): Promise<RawConnection> {
    const socket = connectSecurely({ port, ca, servername: 'localhost', allowHalfOpen: true } as object);
    await once(socket, 'secureConnect');
    return new RawConnection(socket);
  }

  write(bytes: string | Buffer): void {
    if (typeof bytes === 'string') this.socket.write(bytes, 'latin1');
    else this.socket.write(bytes);
  }

  /** Sends a FIN: nothing more will be written, but still read. */
  end(): void {
    this.socket.end();
  }

  /** Ends the connection at once. */
  close(): void {
    this.socket.destroy();
  }

  /** Ends the connection with a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Stops taking bytes from the system, so that the other side is held back in the end. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Resolves with true if there is more to read, once that is known. */
  async hasMore(): Promise<boolean> {
    while (this.received === '' && !this.ended && !this.closed) await once(this.changes, 'change');
    return this.received !== '';
  }

  /** All that has arrived, once it holds the text. Rejects when the other side has ended without it. */
  async until(text: string): Promise<string> {
    await this.untilTrue(() => this.received.includes(text), `"${text}"`);
    return this.received;
  }

  /** Takes off what has arrived up to the end of the text, once it is there. */
  async take(text: string): Promise<string> {
    await this.until(text);
    const end = this.received.indexOf(text) + text.length;
    const taken = this.received.slice(0, end);
    this.received = this.received.slice(end);
    return taken;
  }

  /** Takes the head of a message, with the empty line that ends it. */
  head(): Promise<string> {
    return this.take('\r\n\r\n');
  }

  /** Takes exactly so many bytes. */
  async bytes(count: number): Promise<string> {
    await this.untilTrue(() => this.received.length >= count, `${count} bytes`);
    const taken = this.received.slice(0, count);
    this.received = this.received.slice(count);
    return taken;
  }

  /** All bytes until the other side ended its side, or the connection was closed. */
  async untilEnded(): Promise<string> {
    while (!this.ended && !this.closed) await once(this.changes, 'change');
    return this.received;
  }

  /** All that arrived until the connection was gone. */
  async untilClosed(): Promise<string> {
    while (!this.closed) await once(this.changes, 'change');
    return this.received;
  }

  private async untilTrue(isThere: () => boolean, wanted: string): Promise<void> {
    while (!isThere()) {
      if (this.ended || this.closed)
        throw new Error(`The connection ended before ${wanted} came: ${this.received}`);
      await once(this.changes, 'change');
    }
  }

  private change(note: () => void): void {
    note();
    this.changes.emit('change');
  }
}
