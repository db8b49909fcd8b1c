import { EventEmitter } from 'node:events';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { http2Fields } from './http2-fields';
import { type Http2Request } from './http2-request';

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, HTTP2_HEADER_STATUS, HTTP_STATUS_CONTINUE } = constants;

/** Trailers are known only when the body has ended. */
const RESPOND_OPTIONS = { waitForTrailers: true };

/**
 * The answer to a request by HTTP/2, written as `node:http`'s responses are. It emits `drain`, `timeout`, `finish` when
 * all of it has left, and then, or when nothing more can leave, `close`: exactly once, however its stream ends.
 */
export class Http2Response extends EventEmitter {
  statusCode = 200;
  writableEnded = false;
  /** True if the gateway itself has reset the stream. */
  isBrokenOff = false;
  private isOver = false;
  private isWaitLimited = false;
  /**
   * True if Node asks for trailers before it ends the stream, which it does not behind a head that ends the stream.
   */
  private endsWithTrailers = false;
  private trailers: ReturnType<typeof http2Fields> = {};

  constructor(
    readonly stream: ServerHttp2Stream,
    private readonly request: Http2Request,
    /** Milliseconds in which a client must take something of an answer that is complete. */
    private readonly stallTime: number,
  ) {
    super();
    stream.on('drain', () => this.emit('drain'));
    stream.on('timeout', () => (this.writableEnded ? this.breakOff() : this.emit('timeout')));
    stream.on('wantTrailers', () => stream.sendTrailers(this.trailers));
    stream.on('close', () => this.abandon());
  }

  get headersSent(): boolean {
    return this.stream.headersSent;
  }

  /** True if the client can still be sent something. */
  get canReceive(): boolean {
    return !this.isOver && !this.stream.destroyed && !this.stream.closed;
  }

  get destroyed(): boolean {
    return !this.canReceive;
  }

  get closed(): boolean {
    return !this.canReceive;
  }

  get writableLength(): number {
    return this.stream.writableLength;
  }

  /** True if the client has all of it. */
  get writableFinished(): boolean {
    const { stream } = this;
    return this.writableEnded && stream.writableFinished && stream.rstCode === NGHTTP2_NO_ERROR;
  }

  /** Takes what `node:http`'s takes: a reason, which HTTP/2 does not have, and fields as name, value, name, value. */
  writeHead(status: number, ...rest: unknown[]): this {
    if (!this.canReceive || this.headersSent) return this;
    const fields = rest.find((each) => Array.isArray(each)) as readonly string[] | undefined;
    this.statusCode = status;
    this.stream.respond({ ...http2Fields(fields ?? []), [HTTP2_HEADER_STATUS]: status }, RESPOND_OPTIONS);
    this.endsWithTrailers = !this.stream.writableEnded;
    return this;
  }

  /** It has left as soon as it is written. */
  flushHeaders(): void {
    // Nothing is held back.
  }

  /** @returns false when the client does not keep up; what cannot reach it is dropped. */
  write(piece: string | Buffer, encoding: BufferEncoding = 'utf8'): boolean {
    // Node ends the stream of an answer without a body by itself.
    if (!this.canReceive || this.stream.writableEnded) return true;
    return this.stream.write(piece, encoding);
  }

  /** @param trailers as pairs of name and value, in which `node:http` takes them, too. */
  addTrailers(trailers: readonly (readonly [string, string])[]): void {
    this.trailers = http2Fields(trailers.flat());
  }

  end(piece?: string | Buffer): this {
    if (this.writableEnded) return this;
    if (piece !== undefined && piece.length > 0) this.write(piece);
    this.writableEnded = true;
    this.stream.end();
    if (!this.request.complete) this.leaveRest();
    return this;
  }

  /** A complete response that is still open waits for the client's window, even if it is empty: not for ever. */
  limitWait(): void {
    if (!this.writableEnded || this.isWaitLimited) return;
    this.isWaitLimited = true;
    this.stream.setTimeout(this.stallTime);
  }

  setTimeout(milliseconds: number): void {
    this.stream.setTimeout(milliseconds);
  }

  writeContinue(): void {
    this.sendInterim(HTTP_STATUS_CONTINUE, []);
  }

  /** An interim answer (1xx). */
  sendInterim(status: number, fields: readonly string[]): void {
    if (!this.canReceive || this.headersSent) return;
    this.stream.additionalHeaders({ ...http2Fields(fields), [HTTP2_HEADER_STATUS]: status });
  }

  /** Half an answer must not look like a whole one: the stream is reset, the other streams of the client continue. */
  breakOff(): void {
    this.isBrokenOff = true;
    this.stream.close(NGHTTP2_INTERNAL_ERROR);
  }

  destroy(): void {
    this.breakOff();
  }

  /** Its stream, or the connection below, has ended. */
  abandon(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stream.destroy();
    if (this.writableFinished) this.emit('finish');
    this.emit('close');
  }

  /**
   * Drops the rest of the request, which has no reader. After the response, the client is asked to stop (RFC
   * 9113 §8.1).
   */
  private leaveRest(): void {
    const { stream } = this;
    this.request.resume();
    const stop = (): unknown => setImmediate(() => stream.close(NGHTTP2_NO_ERROR));
    if (this.endsWithTrailers) stream.once('wantTrailers', stop);
    else if (stream.writableFinished) stop();
    else stream.once('finish', stop);
  }
}
