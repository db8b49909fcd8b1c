import { type ServerResponse } from 'node:http';
import { InternalError } from '../errors/internal.error';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type ResponseHead } from '../upstream/response-head';
import { withUnchangedDisposition } from '../content-disposition';
import { DECISION_HEADER } from '../decision-header';
import { type Exchange } from '../exchange/exchange';
import { closeAfterResponse } from '../http/connection-close';
import { isMultiplexed } from '../http/multiplexed-response';
import { breakConnection } from '../tcp-socket';
import { type ForwardingContext } from './forwarding-context';
import { Heartbeat } from './heartbeat';
import { allowedTrailers } from './trailer-fields';

/** From this size on a piece is worth a write of its own; a smaller last one leaves together with the head. */
const LARGE_PIECE = 16 * 1024;

/** The response to the client: the backend's response, passed on piece by piece as it arrives. */
export class ClientResponse {
  private readonly response: ServerResponse;
  private flushed = false;
  private isWatched = false;
  /** True if the client is behind, and the backend is not read until it has caught up. */
  private isHeldBack = false;
  /** True if content of the backend is dropped, since the status allows for none. */
  private isContentless = false;
  private heartbeat: Heartbeat | undefined;

  constructor(
    private readonly exchange: Exchange,
    /** Milliseconds in which a client that does not keep up must take something. */
    private readonly stallTime: number,
  ) {
    this.response = exchange.response;
  }

  /** True if it is too late for another answer. */
  get begun(): boolean {
    return this.response.headersSent;
  }

  /** An interim answer (1xx); `100` goes only to a client that waits for it. */
  interim(head: ResponseHead): void {
    const { request, head: requestHead } = this.exchange;
    if (head.status === 100 && !requestHead.expectsContinue) return;
    if (isMultiplexed(this.response)) return this.response.sendInterim(head.status, head.headers);
    const { socket } = this.response;
    // HTTP/1.0 knows no interim answers (RFC 9110 §15.2), and without a socket an earlier answer is still being sent.
    if (socket === null || request.httpVersion === '1.0') return;
    let text = `HTTP/1.1 ${head.status} ${head.reason}\r\n`;
    for (let at = 0; at < head.headers.length; at += 2)
      text += `${head.headers[at]}: ${head.headers[at + 1]}\r\n`;
    socket.write(`${text}\r\n`, 'latin1');
  }

  /** Begins the response. `isEarly` means that the client is still sending, and that the rest stays unread. */
  open(head: ResponseHead, isEarly: boolean, { settings, decisions, clock }: ForwardingContext): void {
    // Behind an unread upload the connection cannot carry another request.
    if (isEarly || settings.isStopping) closeAfterResponse(this.exchange.request, this.response, clock);
    this.writeHead(head, decisions.valueFor(this.exchange));
    if (head.isEventStream) this.heartbeat = Heartbeat.of(this.exchange, head, clock);
  }

  /** @param decision explains the choice of the backend, if clients get this header. */
  private writeHead({ status, reason, headers, upgrade }: ResponseHead, decision: string | undefined): void {
    // HTTP/1.0 has no trailers, and Node refuses to announce what it cannot send.
    const isOld = this.exchange.request.httpVersion === '1.0';
    let kept = isOld ? without(headers, 'trailer') : headers;
    if (decision !== undefined) {
      kept = [...without(kept, DECISION_HEADER.toLowerCase()), DECISION_HEADER, decision];
    }
    // Without it the client does not know what is required (RFC 9110 §15.5.22).
    if (status === 426 && upgrade !== undefined) kept = [...kept, ...requiredUpgrade(upgrade, this.response)];
    const { responseEdits, publicPaths } = this.exchange.route;
    if (publicPaths !== undefined) kept = publicPaths.ofPairs(kept, this.exchange);
    // RFC 9110 §15.3.6: some clients wait for it, some take it for the next answer.
    this.isContentless = status === 205;
    if (this.isContentless) kept = withoutContent(kept);
    const edited = responseEdits === undefined ? kept : responseEdits.ofPairs(kept);
    const { responseFields } = this.exchange;
    const all = responseFields === undefined ? edited : [...edited, ...responseFields];
    this.response.writeHead(status, reason, withUnchangedDisposition(all));
  }

  /** Nothing more has come for now: what has come is not held back for it. */
  flush(): void {
    if (this.flushed || !this.begun) return;
    this.flushed = true;
    // Not by `flushHeaders`, which sends the head as UTF-8 and so changes bytes beyond ASCII (RFC 9110 §5.5).
    if (isMultiplexed(this.response)) this.response.flushHeaders();
    else this.response.write('', 'latin1');
  }

  /**
   * Passes on `buffer[start, end)`, a piece of the body that was read from `from`.
   *
   * @returns false when the client does not keep up: the connection is paused until it does.
   */
  write(buffer: Buffer, start: number, end: number, from: UpstreamConnection): boolean {
    if (this.isContentless) return true;
    this.flushed = true;
    this.heartbeat?.note(buffer, start, end);
    if (this.writePiece(buffer, start, end, from)) return true;
    this.holdBack(from);
    return false;
  }

  private holdBack(from: UpstreamConnection): void {
    from.stall();
    // Further pieces of the same read.
    if (this.isHeldBack) return;
    this.isHeldBack = true;
    this.limitStall();
    this.response.once('drain', () => {
      this.isHeldBack = false;
      this.response.setTimeout(0);
      from.resume();
    });
  }

  /** The same for a piece that was held back, which is kept in any case. */
  writeHeld(piece: Buffer): void {
    this.exchange.placement.bodyTap?.onBody(piece, 0, piece.length);
    if (this.isContentless) return;
    this.exchange.bytes.out += piece.length;
    this.heartbeat?.note(piece, 0, piece.length);
    this.response.write(piece);
  }

  /** The same for the last piece, after which nothing is waited for. */
  writeLast(buffer: Buffer, start: number, end: number, from: UpstreamConnection): void {
    if (this.isContentless) return;
    if (end - start >= LARGE_PIECE) this.writePiece(buffer, start, end, from);
    else this.writeNow(buffer.toString('latin1', start, end));
  }

  end(trailers: readonly string[] | undefined): void {
    if (trailers !== undefined && !this.isContentless)
      this.response.addTrailers(asPairs(allowedTrailers(trailers)));
    this.response.end();
    if (this.response.writableLength === 0) return;
    this.limitStall();
    // Ahead of Node, which then sets the time that the connection may idle.
    this.response.prependOnceListener('finish', () => this.response.setTimeout(0));
  }

  /** Ends the response after `settling`; `last` is the rest of its body. */
  endAfter(settling: Promise<void>, last: Buffer | undefined, trailers: readonly string[] | undefined): void {
    settling.then(
      () => {
        if (last !== undefined && !this.isContentless) this.response.write(last);
        this.end(trailers);
      },
      (error: unknown) => {
        this.exchange.fail(new InternalError(error));
        this.breakOff();
      },
    );
  }

  /** Cuts off a client that requests much and reads nothing; every byte that leaves extends the time. */
  private limitStall(): void {
    this.response.setTimeout(this.stallTime);
    if (this.isWatched) return;
    this.isWatched = true;
    this.response.on('timeout', () => this.breakOff());
  }

  private writePiece(buffer: Buffer, start: number, end: number, from: UpstreamConnection): boolean {
    // Small pieces of one read are gathered by Node and leave together.
    if (end - start < LARGE_PIECE) return this.response.write(copyOf(buffer, start, end));
    const { readBuffer } = from;
    if (!readBuffer.isLendable) {
      readBuffer.expectLarge();
      return this.writeNow(copyOf(buffer, start, end));
    }
    const flowing = this.writeNow(buffer.subarray(start, end));
    if (this.response.writableLength > 0) readBuffer.keep();
    return flowing;
  }

  /**
   * Writes at once what Node would hold back until the next tick. With nothing left in its queue, `end()` adds no empty
   * piece of its own, so that head and body leave in one plain write instead of a gathered one, at a third of the cost.
   */
  private writeNow(piece: string | Buffer): boolean {
    const { response } = this;
    const { socket } = response;
    if (isMultiplexed(response)) return response.write(piece, 'latin1');
    // Corked already, the socket is not corked by Node until the next tick.
    socket?.cork();
    const flowing = response.write(piece, 'latin1');
    socket?.uncork();
    return flowing;
  }

  /** Half an answer must not look like a whole one. */
  breakOff(): void {
    if (isMultiplexed(this.response)) return this.response.breakOff();
    const { socket } = this.response;
    if (socket !== null) breakConnection(socket);
    this.response.destroy();
  }
}

export function copyOf(buffer: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start);
  buffer.copy(copy, 0, start, end);
  return copy;
}

/** If the application sets Connection, Node adds nothing to it. */
function requiredUpgrade(upgrade: string, response: ServerResponse): string[] {
  const connection = response.shouldKeepAlive ? 'Upgrade' : 'close, Upgrade';
  return ['Upgrade', upgrade, 'Connection', connection];
}

function asPairs(fields: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < fields.length; at += 2) pairs.push([fields[at], fields[at + 1]]);
  return pairs;
}

/** The fields of an answer that is not to have content, whatever it announces. */
function withoutContent(headers: string[]): string[] {
  return [...without(without(headers, 'content-length'), 'trailer'), 'Content-Length', '0'];
}

function without(headers: string[], lowerName: string): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)].toLowerCase() !== lowerName);
}
