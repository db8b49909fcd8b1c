import { EventEmitter, once } from 'node:events';
import { END_STREAM, FRAME, frame, PREFACE, setting } from '../../tls/http2-wire';
import { type Opened } from './visitor';

const ACK = 0x1;
const INITIAL_WINDOW = 0x4;
/** RFC 9113 §6.9.2. */
const WINDOW = 65_535;

/** One stream as its client sees it. */
export interface ClientStream {
  /** True if its response has begun, and if it has ended, whole or by a reset. */
  begun: boolean;
  ended: boolean;
  wasReset: boolean;
  /** Bytes that may still be sent. */
  window: number;
}

/** The client's end of a connection by HTTP/2, of which every frame is its own to send. */
export class Http2Frames {
  closed = false;
  /** True if the other side has sent a GOAWAY. */
  hasGoaway = false;
  private readonly streams = new Map<number, ClientStream>();
  private readonly changes = new EventEmitter();
  private unread: Buffer = Buffer.alloc(0);
  private window = WINDOW;
  private initialWindow = WINDOW;

  /** @param takes whether the other side may send bodies: the windows are zero otherwise. */
  constructor(
    readonly opened: Opened,
    private readonly takes: boolean,
  ) {
    const { socket, below } = opened;
    this.changes.setMaxListeners(0);
    socket.on('data', (piece: Buffer) => this.read(piece));
    for (const each of [socket, below]) each.on('error', () => undefined);
    // Nothing more comes then. TLS does not always close behind the end of the connection below.
    for (const event of ['end', 'close']) socket.on(event, () => this.note(() => (this.closed = true)));
    const settings = takes ? Buffer.alloc(0) : setting(INITIAL_WINDOW, 0);
    this.write(Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0, settings)]));
  }

  write(bytes: Buffer): void {
    if (!this.closed && this.opened.socket.writable) this.opened.socket.write(bytes);
  }

  begin(stream: number): ClientStream {
    const begun = { begun: false, ended: false, wasReset: false, window: this.initialWindow };
    this.streams.set(stream, begun);
    return begun;
  }

  /** Sends a body as fast as the other side takes it. */
  async send(stream: number, body: Buffer, isLast: boolean): Promise<void> {
    const state = this.streams.get(stream)!;
    for (let at = 0; at < body.length;) {
      await this.until(() => state.ended || Math.min(this.window, state.window) > 0);
      if (state.ended || this.closed) return;
      const size = Math.min(this.window, state.window, 16_384, body.length - at);
      this.window -= size;
      state.window -= size;
      const flags = isLast && at + size === body.length ? END_STREAM : 0;
      this.write(frame(FRAME.data, flags, stream, body.subarray(at, at + size)));
      at += size;
    }
  }

  /** Resolves when this holds, or the connection is gone. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.closed) await once(this.changes, 'change');
  }

  close(): void {
    this.opened.socket.destroy();
    this.opened.below.destroy();
  }

  private read(piece: Buffer): void {
    this.unread = this.unread.length === 0 ? piece : Buffer.concat([this.unread, piece]);
    while (this.unread.length >= 9) {
      const end = 9 + this.unread.readUIntBE(0, 3);
      if (this.unread.length < end) break;
      const [type, flags, stream] = [this.unread[3], this.unread[4], this.unread.readUInt32BE(5)];
      this.onFrame(type, flags, stream, this.unread.subarray(9, end));
      this.unread = this.unread.subarray(end);
    }
    this.note();
  }

  private onFrame(type: number, flags: number, stream: number, payload: Buffer): void {
    const state = this.streams.get(stream);
    if (type === FRAME.settings && (flags & ACK) === 0) this.onSettings(payload);
    if (type === FRAME.ping && (flags & ACK) === 0) this.write(frame(FRAME.ping, ACK, 0, payload));
    if (type === FRAME.windowUpdate) this.widen(state, stream, payload.readUInt32BE(0));
    if (type === FRAME.data && this.takes && payload.length > 0) this.giveBack(stream, payload.length);
    if (type === FRAME.goaway) this.hasGoaway = true;
    if (state === undefined) return;
    if (type === FRAME.headers) state.begun = true;
    if (type === FRAME.reset) state.wasReset = true;
    const isLast = (type === FRAME.headers || type === FRAME.data) && (flags & END_STREAM) !== 0;
    if (isLast || type === FRAME.reset) state.ended = true;
  }

  private onSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== INITIAL_WINDOW) continue;
      const change = payload.readUInt32BE(at + 2) - this.initialWindow;
      this.initialWindow += change;
      for (const stream of this.streams.values()) stream.window += change;
    }
    this.write(frame(FRAME.settings, ACK, 0));
  }

  private widen(state: ClientStream | undefined, stream: number, bytes: number): void {
    if (stream === 0) this.window += bytes;
    else if (state !== undefined) state.window += bytes;
  }

  /** Bytes that were read may be sent again. */
  private giveBack(stream: number, bytes: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(bytes);
    this.write(frame(FRAME.windowUpdate, 0, 0, payload));
    this.write(frame(FRAME.windowUpdate, 0, stream, payload));
  }

  private note(change?: () => void): void {
    change?.();
    this.changes.emit('change');
  }
}
