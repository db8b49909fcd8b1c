import { EventEmitter } from 'node:events';
import { type ReadSink } from '../../../apps/gateway/src/data-plane/upstream/connections/dialer';

/**
 * A socket without a network: the test is the backend. It keeps to what matters of Node's sockets: bytes are lent in one
 * buffer that all share, a sink that answers false is given no more, and so is one that paused, until `resume()`.
 */
export class FakeSocket extends EventEmitter {
  /** All that was written to it. */
  written = '';
  destroyed = false;
  /** Undefined once the connection is reset, as that of a real one is. */
  remoteAddress: string | undefined = '127.0.0.1';
  private reading = true;
  private paused = false;
  private pending = '';

  constructor(
    private readonly buffer: Buffer,
    private readonly sink: ReadSink,
  ) {
    super();
  }

  write(bytes: string): boolean {
    if (!this.destroyed) this.written += bytes;
    return true;
  }

  end(): void {}

  cork(): void {}

  uncork(): void {}

  pause(): void {
    this.paused = true;
    this.reading = false;
  }

  resume(): void {
    this.paused = false;
    this.reading = true;
    this.deliver();
  }

  isPaused(): boolean {
    return this.paused;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    process.nextTick(() => this.emit('close'));
  }

  /** The connection is established. */
  connects(): void {
    this.emit('connect');
  }

  /** The backend sends these bytes, in one piece. */
  receives(bytes: string): void {
    this.pending += bytes;
    if (this.reading) this.deliver();
  }

  /** The backend sends its FIN. */
  finishes(): void {
    if (!this.destroyed) this.emit('end');
  }

  /** The connection breaks. */
  breaks(code: string): void {
    if (this.destroyed) return;
    this.emit('error', Object.assign(new Error(code), { code }));
    this.destroy();
  }

  private deliver(): void {
    if (this.destroyed || this.pending === '') return;
    const length = this.buffer.write(this.pending, 'latin1');
    this.pending = '';
    if (!this.sink(length, this.buffer)) this.reading = false;
  }
}
