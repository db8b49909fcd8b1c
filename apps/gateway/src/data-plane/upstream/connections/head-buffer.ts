import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { describeForeignBytes } from './foreign-protocol';
import { refuseMalformedLines } from './response-head-parser';

const MAX_HEAD_BYTES = 64 * 1024;
const CR = 0x0d;
const LF = 0x0a;
const BEGINNING = Buffer.from('HTTP/1.', 'latin1');
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1');

/** Collects a message head that may arrive in pieces; at most 64 KiB of it, the empty line included. */
export class HeadBuffer {
  private held: Buffer | undefined;
  private heldBytes = 0;
  /** So much of it is whole lines that are well-formed. */
  private checkedBytes = 0;
  /** Where in the buffer last given to `take` the bytes behind the head begin. */
  upgradeHead = 0;

  clear(): void {
    this.held = undefined;
    this.heldBytes = 0;
    this.checkedBytes = 0;
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
        this.upgradeHead = end + 4;
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
      // A wrong first byte is reported at once, not after 64 KiB of waiting.
      if (held[0] !== 0x48)
        throw new UpstreamProtocolError(describeForeignBytes(held.subarray(0, this.heldBytes)));
      this.refuseMalformed(held, heldBefore);
      if (this.heldBytes === MAX_HEAD_BYTES) throw new UpstreamProtocolError('head too long');
      return undefined;
    }
    const text = held.toString('latin1', 0, end + 2);
    this.upgradeHead = at + (end + 4 - heldBefore);
    this.clear();
    return text;
  }

  /** Bytes that can no longer become a head are reported at once, since no later byte would end the wait. */
  private refuseMalformed(held: Buffer, heldBefore: number): void {
    const newLines = held.subarray(heldBefore, this.heldBytes).lastIndexOf(LF) + 1;
    const lines = newLines === 0 ? this.checkedBytes : heldBefore + newLines;
    if (newLines > 0) {
      refuseMalformedLines(held.toString('latin1', this.checkedBytes, lines), this.checkedBytes === 0);
      this.checkedBytes = lines;
    }
    const begun = Math.min(this.heldBytes, BEGINNING.length);
    if (held.compare(BEGINNING, 0, begun, 0, begun) !== 0)
      throw new UpstreamProtocolError('malformed status line');
    const lineEnd = held.subarray(0, this.heldBytes).indexOf(CR, Math.max(lines, heldBefore - 1));
    if (lineEnd !== -1 && lineEnd < this.heldBytes - 1)
      throw new UpstreamProtocolError(lines === 0 ? 'malformed status line' : 'malformed header field');
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
