import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { describeForeignBytes } from './foreign.protocol';

const MAX_HEAD_BYTES = 64 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1');

/** Collects a message head that may arrive in pieces; at most 64 KiB of it, the empty line included. */
export class HeadBuffer {
  private held: Buffer | undefined;
  private heldBytes = 0;
  /** Where in the buffer last given to `take` the bytes behind the head begin. */
  behindHead = 0;

  clear(): void {
    this.held = undefined;
    this.heldBytes = 0;
  }

  /**
   * Looks for the end of the head in what is held and `buffer[at, length)`.
   *
   * @returns the head with its last CRLF and without the empty line, or undefined while more is to come.
   * @throws UpstreamProtocolError when the head is too long.
   */
  take(buffer: Buffer, at: number, length: number): string | undefined {
    if (this.held === undefined) {
      const end = buffer.indexOf(END_OF_HEAD, at);
      // The buffer may hold older bytes behind `length`: what is found there is none of this answer.
      if (end !== -1 && end + 4 <= length) {
        if (end + 4 - at > MAX_HEAD_BYTES) throw new UpstreamProtocolError('head too long');
        this.behindHead = end + 4;
        return buffer.toString('latin1', at, end + 2);
      }
    }
    return this.takeInPieces(buffer, at, length);
  }

  private takeInPieces(buffer: Buffer, at: number, length: number): string | undefined {
    const heldBefore = this.heldBytes;
    this.append(buffer, at, length);
    const held = this.held!;
    const end = held.subarray(0, this.heldBytes).indexOf(END_OF_HEAD, Math.max(0, heldBefore - 3));
    if (end === -1) {
      // A first byte that begins no status line is told at once, not after 64 KiB of waiting.
      if (held[0] !== 0x48)
        throw new UpstreamProtocolError(describeForeignBytes(held.subarray(0, this.heldBytes)));
      if (this.heldBytes === MAX_HEAD_BYTES) throw new UpstreamProtocolError('head too long');
      return undefined;
    }
    const text = held.toString('latin1', 0, end + 2);
    this.behindHead = at + (end + 4 - heldBefore);
    this.clear();
    return text;
  }

  /** Appends to a buffer that doubles, so that a head dripped byte by byte costs no more than its length. */
  private append(buffer: Buffer, at: number, length: number): void {
    const taken = Math.min(length - at, MAX_HEAD_BYTES - this.heldBytes);
    const needed = this.heldBytes + taken;
    if (this.held === undefined || this.held.length < needed) {
      const grown = Buffer.allocUnsafe(Math.max(1024, needed, (this.held?.length ?? 0) * 2));
      this.held?.copy(grown, 0, 0, this.heldBytes);
      this.held = grown;
    }
    buffer.copy(this.held, this.heldBytes, at, at + taken);
    this.heldBytes = needed;
  }
}
