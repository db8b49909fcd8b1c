const CLOSE = 0x8;
/** Data frames, and Close, Ping and Pong (RFC 6455 §5.2). */
const KNOWN = new Set([0x0, 0x1, 0x2, CLOSE, 0x9, 0xa]);
const MASK_BYTES = 4;

/**
 * Follows one direction of a WebSocket from frame to frame (RFC 6455 §5.2), to know when no frame is half sent:
 * only then can the gateway insert one. After bytes that are no frame, it stays lost.
 */
export class WebSocketFrames {
  /** True if a Close frame has passed: no frame may follow it. */
  closed = false;
  /** True if these bytes are no frames. */
  lost = false;
  /** Bytes of the present frame's header that have passed, and those of its payload that are still to come. */
  private headerBytes = 0;
  private payload = 0;
  private length = 0;
  private lengthBytes = 0;
  private isMasked = false;

  get isBetweenFrames(): boolean {
    return !this.lost && this.headerBytes === 0 && this.payload === 0;
  }

  /** Takes note of all of `bytes[0, length)`. */
  follow(bytes: Buffer, length: number): void {
    let at = 0;
    while (at < length && !this.lost) at = this.step(bytes, at, length);
  }

  /** The same, but no further than to the end of the present frame; answers where that is. */
  followToBoundary(bytes: Buffer, length: number): number {
    let at = 0;
    while (at < length && !this.lost && !this.isBetweenFrames) at = this.step(bytes, at, length);
    return this.lost ? length : at;
  }

  private step(bytes: Buffer, at: number, length: number): number {
    if (this.payload === 0) {
      this.readHeader(bytes[at]);
      return at + 1;
    }
    const passing = Math.min(this.payload, length - at);
    this.payload -= passing;
    return at + passing;
  }

  private readHeader(byte: number): void {
    const position = this.headerBytes++;
    if (position === 0) this.readOpcode(byte);
    else if (position === 1) this.readShortLength(byte);
    else this.length = this.length * 256 + byte;
    if (position === 0 || this.headerBytes < 2 + this.lengthBytes) return;
    this.lost ||= !Number.isSafeInteger(this.length);
    this.payload = this.length + (this.isMasked ? MASK_BYTES : 0);
    this.headerBytes = 0;
  }

  private readOpcode(byte: number): void {
    const opcode = byte & 0x0f;
    // Close, Ping and Pong come in one piece and are never compressed (RFC 6455 §5.5, RFC 7692 §6).
    const isBroken = opcode >= CLOSE && byte >> 4 !== 0x8;
    this.lost ||= isBroken || !KNOWN.has(opcode) || this.closed;
    this.closed ||= opcode === CLOSE;
  }

  private readShortLength(byte: number): void {
    const length = byte & 0x7f;
    this.isMasked = byte >= 0x80;
    this.lengthBytes = length === 126 ? 2 : length === 127 ? 8 : 0;
    this.length = this.lengthBytes === 0 ? length : 0;
  }
}

/** A Close frame of a server: the other side is going away (RFC 6455 §7.4.1). */
export const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

/** The same as a client says it, whose frames are masked (RFC 6455 §5.3). */
export function goingAwayMasked(mask: Buffer): Buffer {
  const [, , high, low] = GOING_AWAY;
  return Buffer.concat([Buffer.from([0x88, 0x82]), mask, Buffer.from([high ^ mask[0], low ^ mask[1]])]);
}
