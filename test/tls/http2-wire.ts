import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { closedAfterTest } from '../support/closing';

/** Types of frames (RFC 9113 §6). */
export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;

/** The connection preface of a client (RFC 9113 §3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A connection by HTTP/2 on which any bytes can be sent, in whatever order. */
export class Http2Wire {
  /** All that came back. */
  received: Buffer = Buffer.alloc(0);
  closed = false;

  private constructor(readonly socket: TLSSocket) {
    socket.on('data', (piece: Buffer) => (this.received = Buffer.concat([this.received, piece])));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  /** Resolves when the preface and these settings are sent. */
  static async to(
    port: number,
    ca: Buffer,
    settings: Buffer = Buffer.alloc(0),
    options: object = {},
  ): Promise<Http2Wire> {
    const socket = connect({ port, ca, servername: 'localhost', ALPNProtocols: ['h2'], ...options });
    closedAfterTest({ close: () => socket.destroy() });
    await once(socket, 'secureConnect');
    const wire = new Http2Wire(socket);
    wire.write(Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0, settings)]));
    return wire;
  }

  write(bytes: Buffer): void {
    if (!this.closed) this.socket.write(bytes);
  }

  /** Sends the same again and again, until the other side has had enough; answers how often it was sent. */
  async flood(most: number, bytes: (turn: number) => Buffer, atOnce = 100): Promise<number> {
    let sent = 0;
    while (sent < most && !this.closed) {
      this.write(Buffer.concat(Array.from({ length: atOnce }, (_, one) => bytes(sent + one))));
      sent += atOnce;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return sent;
  }

  async untilClosed(): Promise<void> {
    if (!this.closed) await once(this.socket, 'close');
  }

  /** The frames that came back. */
  get frames(): Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at + 9 <= this.received.length; at += 9 + this.received.readUIntBE(at, 3)) {
      frames.push({
        type: this.received[at + 3],
        flags: this.received[at + 4],
        stream: this.received.readUInt32BE(at + 5),
        payload: this.received.subarray(at + 9, at + 9 + this.received.readUIntBE(at, 3)),
      });
    }
    return frames;
  }
}

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Fields as they are written without any table (RFC 7541 §6.2.2); names and values are shorter than 127 bytes. */
export function fields(...pairs: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    pairs.map(([name, value]) =>
      Buffer.concat([
        Buffer.from([0, name.length]),
        Buffer.from(name),
        Buffer.from([value.length]),
        Buffer.from(value, 'latin1'),
      ]),
    ),
  );
}

/** The fields of a request for this path. */
export function request(path: string, method = 'GET'): Buffer {
  return fields([':method', method], [':scheme', 'https'], [':authority', 'localhost'], [':path', path]);
}

/** One setting (RFC 9113 §6.5.1). */
export function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}
