import { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { type Deadlines, type Expiring } from '../../ports/deadlines';

/** How often it is looked whether the session has ended, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * A connection that speaks HTTP/2, which ends with its session. Left to Node, it may stay for ever: TLS does not always say
 * how a write has ended when the client is gone, and until it does nothing is read, either (nodejs/node#55804); and a client
 * that was told to go need not.
 */
export class Http2Connection implements Expiring {
  deadline: number;
  private streams = 0;
  private isEnding = false;

  /** @param grace milliseconds for the last bytes of a session that was closed; nobody waits for those of one cut off. */
  constructor(
    private readonly session: ServerHttp2Session,
    private readonly socket: TLSSocket,
    private readonly grace: number,
    private readonly deadlines: Deadlines,
  ) {
    this.deadline = deadlines.fresh() + LOOK_MS;
    deadlines.add(this);
    socket.on('close', () => deadlines.remove(this));
    session.on('stream', (stream) => this.begin(stream));
  }

  expire(): void {
    const { session, grace, deadlines } = this;
    if (this.isEnding) return this.destroy();
    this.isEnding = session.destroyed || (session.closed && this.streams === 0);
    this.deadline = deadlines.now + (this.isEnding && session.closed ? grace : LOOK_MS);
  }

  /** No new requests: it ends when those it has are answered. */
  close(): void {
    this.session.close();
  }

  /** Cuts it at once. */
  destroy(): void {
    this.session.destroy();
    this.socket.destroy();
  }

  private begin(stream: ServerHttp2Stream): void {
    this.streams++;
    // Whoever waits for the answer is told by its closing; unheard, the error would end the process.
    stream.on('error', () => undefined);
    stream.on('close', () => this.streams--);
  }
}
