import { type IncomingMessage } from 'node:http';
import { BodyTooLargeError, RequestTimeoutError } from '../errors/client.errors';
import { type ProxyError } from '../errors/proxy.error';
import { type Deadlines, type Expiring } from '../../platform/deadlines';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type PeekedBody } from '../body/peeked-body';
import { type Exchange } from '../exchange/exchange';
import { type ForwardingContext } from './forwarding-context';
import { allowedRequestTrailers } from './trailer-fields';

/** Limits on what a client sends; times in milliseconds. */
export interface BodyLimits {
  /** Bytes of the whole body; 0 sets no limit. */
  readonly bodyBytes: number;
  /** Between two pieces of the body. */
  readonly bodyIdle: number;
  /** Bytes that are kept, so that the body can be sent again. */
  readonly replayBytes: number;
}

/** Who sends less than this on average keeps a backend busy for nothing. */
const MIN_BYTES_PER_SECOND = 1024;

/**
 * The body of one request on its way from the client to a backend: streamed, held back when the backend does not
 * keep up, kept as long as it is small so that another attempt can send it again, and watched for clients that stall.
 */
export class RequestBody implements Expiring {
  deadline = Infinity;
  private kept: Buffer[] | undefined = [];
  private bytes = 0;
  private bytesInPeriod = 0;
  private periodEnds = 0;
  private begun = false;
  private complete = false;
  private connection: UpstreamConnection | undefined;
  private readonly onDrain = (): void => this.resume();

  /** The body of an exchange that has one. */
  static of(
    { request, head, pool, peeked }: Exchange,
    { limits, client }: ForwardingContext,
    onFault: (error: ProxyError) => void,
  ): RequestBody {
    const all = { ...limits, replayBytes: pool.retry.bodyBytes };
    return new RequestBody(request, head.isChunked, all, client.deadlines, onFault, peeked);
  }

  constructor(
    private readonly request: IncomingMessage,
    private readonly isChunked: boolean,
    private readonly limits: BodyLimits,
    private readonly deadlines: Deadlines,
    /** The client's fault: the body is too long, too slow or no HTTP. */
    private readonly onFault: (error: ProxyError) => void,
    /** The bytes of the body that were read before. */
    private readonly peeked?: PeekedBody,
  ) {
    // The listener tells so of bytes that Node's parser refuses.
    request.on('malformed', onFault);
  }

  /** True if everything the client has to send has arrived. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** True if another attempt can be given the body from its first byte. */
  get isReplayable(): boolean {
    return this.kept !== undefined;
  }

  /** Sends the body to this connection, beginning with what is kept of it. */
  flowInto(connection: UpstreamConnection): void {
    this.connection = connection;
    connection.socket.on('drain', this.onDrain);
    if (connection.connecting) connection.onOpen = this.onDrain;
    if (!this.begun) return this.begin();
    for (const chunk of this.kept!) this.write(chunk);
    if (this.complete) this.finish();
    else this.resume();
  }

  /** Stops sending to the present connection; the client is held until there is another one. */
  detach(): void {
    if (this.connection !== undefined) this.letGo(this.connection);
    this.connection = undefined;
    if (!this.complete) this.pause();
  }

  /** The rest is of no interest any more; answers how many bytes were. */
  close(): number {
    this.detach();
    this.deadlines.remove(this);
    this.request.off('malformed', this.onFault);
    this.kept = undefined;
    return this.bytes;
  }

  expire(): void {
    const periodIsOver = this.deadline >= this.periodEnds;
    const wanted = (MIN_BYTES_PER_SECOND * this.limits.bodyIdle) / 1000;
    if (periodIsOver && this.bytesInPeriod >= wanted) return this.beginPeriod();
    this.onFault(
      new RequestTimeoutError('The body of the request did not arrive in time.', 'request_body_timeout'),
    );
  }

  private begin(): void {
    this.begun = true;
    this.deadlines.add(this);
    this.beginPeriod();
    for (const chunk of this.peeked?.chunks ?? []) this.onData(chunk);
    if (this.peeked?.isWhole === true) return this.onEnd();
    this.request.on('data', (chunk: Buffer) => this.onData(chunk));
    this.request.on('end', () => this.onEnd());
    // Who has looked at its beginning has stopped it.
    if (this.peeked !== undefined && this.deadline !== Infinity) this.request.resume();
  }

  private onData(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.bytesInPeriod += chunk.length;
    if (this.limits.bodyBytes > 0 && this.bytes > this.limits.bodyBytes) {
      return this.onFault(new BodyTooLargeError(this.limits.bodyBytes));
    }
    if (this.bytes <= this.limits.replayBytes) this.kept?.push(chunk);
    else this.kept = undefined;
    this.deadline = Math.min(this.deadlines.now + this.limits.bodyIdle, this.periodEnds);
    if (this.connection === undefined) return;
    const flowing = this.write(chunk);
    // No more is read than can be sent again, in case that no connection comes about.
    if (!flowing || this.connection.connecting) this.pause();
  }

  private onEnd(): void {
    this.complete = true;
    this.deadlines.remove(this);
    if (this.connection !== undefined) this.finish();
  }

  private write(chunk: Buffer): boolean {
    const connection = this.connection!;
    const { socket } = connection;
    connection.writes.gather();
    if (!this.isChunked) return socket.write(chunk);
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    socket.write(chunk);
    return socket.write('\r\n', 'latin1');
  }

  private finish(): void {
    const connection = this.connection!;
    this.letGo(connection);
    if (this.isChunked) {
      connection.writes.gather();
      connection.socket.write(this.lastChunk(), 'latin1');
    }
    connection.requestComplete();
  }

  private letGo(connection: UpstreamConnection): void {
    connection.socket.off('drain', this.onDrain);
    connection.onOpen = undefined;
  }

  private lastChunk(): string {
    let text = '0\r\n';
    const { rawTrailers, rawHeaders } = this.request;
    const trailers = allowedRequestTrailers(rawTrailers, rawHeaders);
    for (let at = 0; at < trailers.length; at += 2) text += `${trailers[at]}: ${trailers[at + 1]}\r\n`;
    return `${text}\r\n`;
  }

  /** The backend does not keep up: from here it is its time that runs, not the client's. */
  private pause(): void {
    this.request.pause();
    this.deadline = Infinity;
    this.connection?.expectProgress(true);
  }

  private resume(): void {
    this.connection?.expectProgress(false);
    this.beginPeriod();
    this.request.resume();
  }

  private beginPeriod(): void {
    this.bytesInPeriod = 0;
    this.periodEnds = this.deadlines.now + this.limits.bodyIdle;
    this.deadline = this.periodEnds;
  }
}
