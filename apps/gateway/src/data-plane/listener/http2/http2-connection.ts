import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { type Deadlines, type Expiring } from '../../../platform/deadlines';
import { tcpSocketOf } from '../../tcp-socket';
import { type ListenerSettings } from '../listener-settings';
import { Http2Request } from './http2-request';
import { Http2Response } from './http2-response';
import { isDeaf } from './http2-session';

const { NGHTTP2_ENHANCE_YOUR_CALM } = constants;

/** Takes a request that came by HTTP/2. */
export type Http2Handler = (request: Http2Request, response: Http2Response) => void;

/** How often it is looked whether the session has ended, in milliseconds. */
const LOOK_MS = 1_000;
/**
 * So many requests may end without an answer, and so many more with each look (CVE-2023-44487). Less than nghttp2's 1,000
 * and 33 a second, beyond which some versions of Node neither end the connection nor answer on it.
 */
const MAX_RESETS = 500;
const RESETS_PER_LOOK = 25;
/**
 * How long a client may still send after a GOAWAY, and how long it may be silent; nginx uses the same limits.
 */
const LINGER_MS = 30_000;
const LINGER_SILENCE_MS = 5_000;

/**
 * A connection that speaks HTTP/2. It ends with its session, and its requests end with it. Left to Node, it may
 * stay for ever for three reasons. TLS does not always report the end of a write after the client has left, and
 * until then nothing is read, either (nodejs/node#55804). A client does not have to leave after a GOAWAY. Node
 * 20 does not report that a client has violated the protocol.
 */
export class Http2Connection implements Expiring {
  deadline: number;
  private readonly open = new Set<Http2Response>();
  private isEnding = false;
  private resets = 0;
  /** Until when, and from which byte on, what a client sends after a GOAWAY with an error is passed over. */
  private lingersUntil = 0;
  private bytesRead = 0;

  constructor(
    private readonly session: ServerHttp2Session,
    private readonly socket: TLSSocket,
    private readonly handle: Http2Handler,
    private readonly settings: ListenerSettings,
    private readonly deadlines: Deadlines,
  ) {
    this.deadline = deadlines.nowFresh() + LOOK_MS;
    deadlines.add(this);
    session.on('stream', (stream: ServerHttp2Stream, headers: object, _flags: number, rawHeaders: string[]) =>
      this.begin(stream, headers, rawHeaders),
    );
    session.on('close', () => this.abandonRequests());
    socket.on('close', () => {
      deadlines.remove(this);
      this.abandonRequests();
    });
  }

  expire(): void {
    const { session, settings, deadlines, open } = this;
    if (this.isEnding) return this.mayLinger() ? undefined : this.destroy();
    this.resets = Math.max(0, this.resets - RESETS_PER_LOOK);
    const isOver = session.destroyed || isDeaf(session);
    for (const response of open)
      if (isOver || !response.canReceive) response.abandon();
      else response.limitWait();
    this.isEnding = isOver || (session.closed && open.size === 0);
    this.deadline = deadlines.now + (this.isEnding && !isOver ? settings.timeouts.keepAlive : LOOK_MS);
  }

  /** No new requests: it ends when those it has are answered. */
  close(): void {
    this.session.close();
  }

  /** Cuts it at once. */
  destroy(): void {
    this.session.destroy();
    this.socket.destroy();
    // The socket below is not always closed with it.
    tcpSocketOf(this.socket).destroy();
    this.abandonRequests();
  }

  private begin(stream: ServerHttp2Stream, headers: object, rawHeaders: readonly string[]): void {
    // The `close` event informs the response. Without a listener, the error would end the process.
    stream.on('error', () => undefined);
    if (this.isEnding || stream.destroyed || stream.closed) {
      // Taken back, or cut off, by what was read along with it.
      stream.destroy();
      return this.noteReset();
    }
    const request = new Http2Request(
      stream,
      headers,
      rawHeaders,
      this.socket,
      this.settings.limits.headerBytes,
    );
    const response = new Http2Response(stream, request, this.settings.timeouts.bodyIdle);
    this.open.add(response);
    response.once('close', () => this.ended(response));
    this.handle(request, response);
  }

  private ended(response: Http2Response): void {
    this.open.delete(response);
    if (!response.writableFinished && !response.isBrokenOff) this.noteReset();
  }

  private noteReset(): void {
    if (++this.resets <= MAX_RESETS || this.isEnding || this.session.destroyed) return;
    this.isEnding = true;
    this.bytesRead = this.socket.bytesRead;
    this.lingersUntil = this.deadlines.now + LINGER_MS;
    this.deadline = this.deadlines.now + LINGER_SILENCE_MS;
    this.session.goaway(NGHTTP2_ENHANCE_YOUR_CALM);
    this.abandonRequests();
    // Behind a session that closes in order, Node reads on, and drops what comes.
    this.session.close();
  }

  /**
   * A connection that is closed with bytes unread is reset, and the client may never see the GOAWAY: many, such as Node's
   * own, read nothing while they have something to write. So it stays until the client is silent, or its time is over.
   */
  private mayLinger(): boolean {
    const { bytesRead, destroyed } = this.socket;
    if (destroyed || bytesRead === this.bytesRead || this.deadlines.now >= this.lingersUntil) return false;
    this.bytesRead = bytesRead;
    this.deadline = this.deadlines.now + LINGER_SILENCE_MS;
    return true;
  }

  private abandonRequests(): void {
    for (const response of this.open) response.abandon();
  }
}
