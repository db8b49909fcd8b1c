import { UpstreamClosedError, UpstreamProtocolError } from '../../errors/upstream.errors';
import { type ResponseHead } from '../response-head';
import { ChunkedDecoder } from './chunked-decoder';
import { HeadBuffer } from './head-buffer';
import { parseResponseHead } from './response-head-parser';

/** Receives the parts that a reader finds in the bytes of a connection. */
export interface ResponseEvents {
  onInformation(head: ResponseHead): void;
  onHead(head: ResponseHead): void;
  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean;
  onEnd(trailers: readonly string[] | undefined): void;
  onTunnel(head: ResponseHead, rest: Buffer): void;
}

/** More interim answers than this are an attack or a fault (RFC 9110 §15.2 sets no number). */
const MAX_INTERIM_RESPONSES = 32;

/**
 * Finds one response after another in a backend's bytes, however they are cut. Between two responses it expects
 * silence: a byte without a waiting request is an error. Otherwise it could become the response to another
 * client's request.
 */
export class ResponseReader {
  private events: ResponseEvents | undefined;
  private method = '';
  private upgrade = false;
  private head: ResponseHead | undefined;
  private readonly heldHead = new HeadBuffer();
  private chunks: ChunkedDecoder | undefined;
  private remaining = 0;
  private interimResponses = 0;
  /** True if an interim response has announced that the connection ends after the final one. */
  private isLast = false;
  /** Where the pieces of a body begin and end that came with its head. */
  private readonly early: number[] = [];
  private readonly onEarlyChunk = (_buffer: Buffer, start: number, end: number): boolean => {
    this.early.push(start, end);
    return true;
  };
  private readonly onChunk = (buffer: Buffer, start: number, end: number): boolean =>
    this.events === undefined || this.events.onBody(buffer, start, end, false);

  /** True if any byte of the awaited answer has arrived. */
  begun = false;

  /** Awaits the answer to a request of this method; `upgrade` says that a 101 was asked for. */
  expect(events: ResponseEvents, method: string, upgrade: boolean): void {
    this.events = events;
    this.method = method;
    this.upgrade = upgrade;
    this.head = undefined;
    this.begun = false;
    this.interimResponses = 0;
    this.isLast = false;
  }

  /** Stops all events; any further byte is an error. */
  abandon(): void {
    this.events = undefined;
    this.heldHead.clear();
  }

  /**
   * Reads `buffer[0, length)`, which is valid only during the call.
   *
   * @returns false if the listener has asked for a pause.
   * @throws UpstreamProtocolError if the bytes are not HTTP, or no request waits for them.
   */
  read(buffer: Buffer, length: number): boolean {
    let at = 0;
    let flowing = true;
    while (at < length) {
      if (this.events === undefined) throw new UpstreamProtocolError('data without a request');
      this.begun = true;
      if (this.head === undefined) {
        at = this.readHead(buffer, at, length);
        if (this.chunks?.flowing === false) flowing = !(this.chunks.flowing = true);
      } else {
        const head: ResponseHead = this.head;
        if (head.framing === 'chunked') {
          const chunks: ChunkedDecoder = this.chunks!;
          at = chunks.read(buffer, at, length, this.onChunk);
          flowing = chunks.flowing;
          chunks.flowing = true;
          if (chunks.done) this.end(chunks.trailers);
        } else {
          const until = head.framing === 'length' ? Math.min(length, at + this.remaining) : length;
          this.remaining -= until - at;
          const last = head.framing === 'length' && this.remaining === 0;
          flowing = this.events.onBody(buffer, at, until, last);
          at = until;
          if (last) this.end(undefined);
        }
      }
    }
    return flowing;
  }

  /**
   * The backend sent its FIN.
   *
   * @throws UpstreamClosedError when the answer is not complete by that.
   */
  close(): void {
    if (this.events === undefined) return;
    if (this.head === undefined) throw new UpstreamClosedError(this.begun ? 'head' : 'send');
    if (this.head.framing !== 'until-close') throw new UpstreamClosedError('body');
    this.end(undefined);
  }

  private readHead(buffer: Buffer, at: number, length: number): number {
    const text = this.heldHead.take(buffer, at, length);
    if (text === undefined) return length;
    const next = this.heldHead.upgradeHead;
    const head = parseResponseHead(text, this.method);
    if (head.status === 101) {
      if (!this.upgrade) throw new UpstreamProtocolError('switched protocols without a request for it');
      if (head.upgrade?.toLowerCase() !== 'websocket')
        throw new UpstreamProtocolError('switched to another protocol');
      const events = this.events!;
      this.events = undefined;
      events.onTunnel(head, Buffer.from(buffer.subarray(next, length)));
      return length;
    }
    if (head.status < 200) {
      if (++this.interimResponses > MAX_INTERIM_RESPONSES)
        throw new UpstreamProtocolError('too many interim responses');
      this.isLast ||= !head.keepAlive;
      this.events!.onInformation(head);
      return next;
    }
    const final = this.isLast ? { ...head, keepAlive: false } : head;
    if (head.framing === 'chunked') return this.beginChunked(final, buffer, next, length);
    this.beginBody(final);
    return next;
  }

  /** Tells of an answer no sooner than all of it that came in this read is found to be well-formed. */
  private beginChunked(head: ResponseHead, buffer: Buffer, at: number, length: number): number {
    const chunks = new ChunkedDecoder();
    this.early.length = 0;
    const next = chunks.read(buffer, at, length, this.onEarlyChunk);
    const { done } = chunks;
    const trailers = done ? chunks.trailers : undefined;
    this.head = head;
    this.chunks = chunks;
    this.events!.onHead(head);
    for (let piece = 0; piece < this.early.length; piece += 2) {
      if (!this.onChunk(buffer, this.early[piece], this.early[piece + 1])) chunks.flowing = false;
    }
    if (done) this.end(trailers);
    return next;
  }

  private beginBody(head: ResponseHead): void {
    this.head = head;
    this.remaining = head.contentLength;
    this.events!.onHead(head);
    if (head.framing === 'none' || (head.framing === 'length' && head.contentLength === 0))
      this.end(undefined);
  }

  private end(trailers: readonly string[] | undefined): void {
    const events = this.events;
    this.events = undefined;
    this.head = undefined;
    // Undefined when the listener gave up in one of the calls before.
    events?.onEnd(trailers);
  }
}
