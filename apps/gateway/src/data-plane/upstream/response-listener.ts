import { type Socket } from 'node:net';
import { type ProxyError } from '../errors/proxy.error';
import { type ResponseHead } from './response-head';

/** The properties of a request that a connection needs to parse its response. */
export interface UpstreamRequest {
  readonly method: string;
  /** True if 101 would be a right answer. */
  readonly upgrade: boolean;
  /** Milliseconds until the head of the answer, where the route says other than the pool. */
  readonly responseTimeout: number | undefined;
  /** True if its credentials authenticate the connection they are sent on (NTLM, Negotiate). */
  readonly authenticatesConnection: boolean;
}

/**
 * Who waits for the answer to one upstream request. Calls come in this order, and nothing follows `onEnd`, `onTunnel`
 * or `onFailure`: `onConnection`, any number of `onInformation`, `onHead`, any number of `onBody`, then `onEnd`.
 */
export interface ResponseListener<Connection> {
  /**
   * The client connection that the request came by, where it carries one request at a time. An authenticated connection
   * to a backend serves this client connection only; without one, it closes behind its answer.
   */
  readonly client: Socket | undefined;
  /** A connection is at this request's disposal: write now. */
  onConnection(connection: Connection): void;
  /** An interim answer (1xx) other than 101. */
  onInformation(head: ResponseHead): void;
  onHead(head: ResponseHead): void;
  /**
   * A piece of the body: `buffer[start, end)`, lent for the length of the call, so copy what is to be kept.
   * `last` says that nothing but `onEnd` follows. Answer false to stop further reading until `connection.resume()`.
   */
  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean;
  /** All received bytes have been reported, and the response is not complete: buffered parts can be sent on. */
  onLull(): void;
  /** The answer is complete; `trailers` as name, value, name, value. */
  onEnd(trailers: readonly string[] | undefined): void;
  /** The backend switched protocols (101): from now on both sides speak something else. `rest` was sent behind the head. */
  onTunnel(head: ResponseHead, rest: Buffer): void;
  /** The connection is gone; `error` says how far it came. */
  onFailure(error: ProxyError): void;
}
