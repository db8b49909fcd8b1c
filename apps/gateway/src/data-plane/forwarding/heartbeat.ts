import { type ServerResponse } from 'node:http';
import { type Clock, type Timer } from '../../platform/clock';
import { type ResponseHead } from '../upstream/response-head';
import { type Exchange } from '../exchange/exchange';

/** A comment and an empty line, which clients ignore (WHATWG HTML §9.2.6). */
const COMMENT = ':\n\n';
const TAIL_BYTES = 4;
/** Two ends of lines, each CRLF, LF or CR. */
const END_OF_EVENT = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)$/;

/** Writes comments into a silent event stream, so that proxies between gateway and client do not cut it. */
export class Heartbeat {
  private readonly timer: Timer;
  private readonly response: ServerResponse;
  /** The last bytes of the stream. */
  private tail = '';
  private lastAt: number;

  private constructor(
    private readonly exchange: Exchange,
    private readonly interval: number,
    private readonly clock: Clock,
  ) {
    this.response = exchange.response;
    this.lastAt = clock.now();
    this.timer = clock.every(interval, () => this.beat());
    this.response.once('close', () => this.timer.cancel());
  }

  /** Undefined unless the route asks for it, and the answer is a stream of events that can be written into. */
  static of(exchange: Exchange, head: ResponseHead, clock: Clock): Heartbeat | undefined {
    const interval = exchange.route.heartbeat;
    if (interval === undefined || !head.isEventStream || !isWritable(head)) return undefined;
    return new Heartbeat(exchange, interval, clock);
  }

  /** To be called with each piece of the stream. */
  note(buffer: Buffer, start: number, end: number): void {
    this.lastAt = this.clock.now();
    const last = buffer.toString('latin1', Math.max(start, end - TAIL_BYTES), end);
    this.tail = (this.tail + last).slice(-TAIL_BYTES);
  }

  private beat(): void {
    const { response, tail } = this;
    // Within an event a comment would be part of it, and a client that is behind needs none.
    if (tail !== '' && !END_OF_EVENT.test(tail)) return;
    if (response.writableEnded || response.writableLength > 0) return;
    if (this.clock.now() - this.lastAt < this.interval) return;
    this.exchange.bytes.out += COMMENT.length;
    response.write(COMMENT);
  }
}

/** A body of known length, or one that is compressed, cannot be added to. */
function isWritable({ framing, headers }: ResponseHead): boolean {
  const isEncoded = headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-encoding');
  return !isEncoded && (framing === 'chunked' || framing === 'until-close');
}
