import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { parseTrailers } from './response-head-parser';

const CR = 0x0d;
const LF = 0x0a;
const SEMICOLON = 0x3b;
const TAB = 0x09;

/** Thirteen hexadecimal digits are the most that stay exact as a number. */
const MAX_SIZE_DIGITS = 13;
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const QUOTED = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
/** RFC 9112 §7.1.1, without the blanks that it tells senders not to write. */
const EXTENSIONS = new RegExp(`^(?:;${TOKEN}(?:=(?:${TOKEN}|${QUOTED}))?)*$`);
const MAX_EXTENSION_BYTES = 16 * 1024;
const MAX_TRAILER_BYTES = 64 * 1024;

type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'trailer-lf'
  | 'end-lf'
  | 'done';

/** Takes the data of each chunk: `buffer[start, end)`; false asks for a pause. */
export type ChunkSink = (buffer: Buffer, start: number, end: number) => boolean;

/**
 * Undoes the chunked transfer coding (RFC 9112 §7.1) as strictly as it is written: hexadecimal digits only, CRLF
 * only, extensions checked, read over and bounded in sum, trailers bounded.
 */
export class ChunkedDecoder {
  private state: State = 'size';
  private remaining = 0;
  private digits = 0;
  private extension = '';
  private extensionBytes = 0;
  private trailerText = '';
  private trailerLineStart = 0;
  /** True if every chunk read so far was taken without asking for a pause. */
  flowing = true;

  get done(): boolean {
    return this.state === 'done';
  }

  get trailers(): string[] | undefined {
    return this.trailerText === '' ? undefined : parseTrailers(this.trailerText);
  }

  /**
   * Reads `buffer[at, end)` and hands on what is data.
   *
   * @returns the position behind the last byte that belongs to the body.
   * @throws UpstreamProtocolError
   */
  read(buffer: Buffer, at: number, end: number, sink: ChunkSink): number {
    while (at < end && this.state !== 'done') {
      if (this.state === 'data') {
        const until = Math.min(end, at + this.remaining);
        if (!sink(buffer, at, until)) this.flowing = false;
        this.remaining -= until - at;
        at = until;
        if (this.remaining === 0) this.state = 'data-cr';
      } else {
        this.readControl(buffer[at++]);
      }
    }
    return at;
  }

  private readControl(byte: number): void {
    switch (this.state) {
      case 'size':
        return this.readSize(byte);
      case 'extension':
        return this.readExtension(byte);
      case 'size-lf':
        expect(byte, LF, 'chunk size');
        this.state = this.remaining === 0 ? 'trailer' : 'data';
        this.digits = 0;
        return;
      case 'data-cr':
        expect(byte, CR, 'chunk');
        this.state = 'data-lf';
        return;
      case 'data-lf':
        expect(byte, LF, 'chunk');
        this.state = 'size';
        return;
      case 'trailer':
        return this.readTrailer(byte);
      case 'trailer-lf':
        expect(byte, LF, 'trailer');
        this.trailerText += '\r\n';
        this.trailerLineStart = this.trailerText.length;
        this.state = 'trailer';
        return;
      case 'end-lf':
        expect(byte, LF, 'last chunk');
        this.state = 'done';
        return;
    }
  }

  private readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      if (++this.digits > MAX_SIZE_DIGITS) throw new UpstreamProtocolError('chunk size too long');
      this.remaining = this.digits === 1 ? digit : this.remaining * 16 + digit;
      return;
    }
    if (this.digits === 0) throw new UpstreamProtocolError('chunk without a size');
    if (byte === CR) this.state = 'size-lf';
    else if (byte === SEMICOLON) this.beginExtension();
    else throw new UpstreamProtocolError('malformed chunk size');
  }

  private beginExtension(): void {
    this.state = 'extension';
    this.extension = ';';
  }

  private readExtension(byte: number): void {
    if (byte === CR) {
      if (!EXTENSIONS.test(this.extension)) throw new UpstreamProtocolError('malformed chunk extension');
      this.state = 'size-lf';
      return;
    }
    refuseControl(byte, 'chunk extension');
    this.extension += String.fromCharCode(byte);
    if (++this.extensionBytes > MAX_EXTENSION_BYTES) {
      throw new UpstreamProtocolError('chunk extensions too long');
    }
  }

  private readTrailer(byte: number): void {
    if (byte === CR) {
      const isEmptyLine = this.trailerText.length === this.trailerLineStart;
      this.state = isEmptyLine ? 'end-lf' : 'trailer-lf';
      return;
    }
    refuseControl(byte, 'trailer');
    this.trailerText += String.fromCharCode(byte);
    if (this.trailerText.length > MAX_TRAILER_BYTES) throw new UpstreamProtocolError('trailers too long');
  }
}

function expect(byte: number, wanted: number, where: string): void {
  if (byte !== wanted) throw new UpstreamProtocolError(`${where} not ended by CRLF`);
}

function refuseControl(byte: number, where: string): void {
  if ((byte < 0x20 && byte !== TAB) || byte === 0x7f) {
    throw new UpstreamProtocolError(`control character in a ${where}`);
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
