import { type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type Clock } from '../../platform/clock';
import { Deadlines, type Expiring } from '../../platform/deadlines';
import { tcpSocketOf } from '../tcp-socket';
import { responseInFlight } from './pipeline-queue';

/** Every answer begins with these bytes, whatever it will be. */
const FIRST_BYTES = 'HTTP/1.1 ';
/** A FIN in the middle of an answer is that of a client that leaves, unless more of the answer comes this soon. */
const GRACE_MS = 1_000;

/**
 * Clients that have sent a FIN behind a request that is not answered yet. Some have only finished sending and are to
 * be answered (RFC 9112 §9.6), some have left and their request is to be cancelled, and the FIN does not tell which.
 * A byte that is sent does: the system of who has left answers it with a reset. So each of them is sent a byte of its
 * answer that needs not be waited for.
 */
export class HalfClosedClients {
  private readonly deadlines: Deadlines;

  constructor(clock: Clock) {
    this.deadlines = new Deadlines(clock);
  }

  /** To be called when the client has sent its FIN. */
  watch(socket: Socket): void {
    if (!socket.writable || responseInFlight(socket) === undefined) return;
    const client = new HalfClosedClient(socket, this.deadlines);
    this.deadlines.add(client);
    socket.once('close', () => this.deadlines.remove(client));
  }
}

/** One of them, looked at again and again until its connection has ended. */
class HalfClosedClient implements Expiring {
  readonly deadline = 0;
  private hasBeenSent = false;
  private readonly leftAt: number;
  private readonly written: number;

  constructor(
    private readonly socket: Socket,
    private readonly deadlines: Deadlines,
  ) {
    this.leftAt = deadlines.nowFresh() + GRACE_MS;
    this.written = socket.bytesWritten;
  }

  expire(): void {
    const { socket } = this;
    // A pending write will also show whether the client has left.
    if (socket.writableLength > 0) return;
    if (!this.hasBeenSent) this.hasBeenSent = this.hasResponse || this.sendByte();
    if (!this.hasBeenSent && this.deadlines.now >= this.leftAt) socket.destroy();
    // Node has stopped listening at the FIN; even the writing of nothing fails once there was a reset. TLS would drop it.
    else Socket.prototype.write.call(tcpSocketOf(socket), '');
  }

  /** True if the answer itself has gone on, which tells as much as any byte. */
  private get hasResponse(): boolean {
    return this.socket.bytesWritten > this.written;
  }

  /** Sends what can be sent without changing the answer; false when there is nothing such now. */
  private sendByte(): boolean {
    const answer = responseInFlight(this.socket);
    if (answer === undefined) return false;
    if (!answer.headersSent) sendFirstBytes(this.socket);
    else if (isBetweenChunks(answer)) this.socket.write('0', 'latin1');
    else return false;
    return true;
  }
}

/** The size of the next chunk may begin with a zero (RFC 9112 §7.1), and so may that of the last one. */
function isBetweenChunks(answer: ServerResponse & { readonly _headerSent?: boolean }): boolean {
  return answer.chunkedEncoding && answer._headerSent === true && !answer.writableEnded;
}

/** Sends the first bytes of an answer and leaves them out of whatever is written next. */
function sendFirstBytes(socket: Socket): void {
  socket.write(FIRST_BYTES, 'latin1');
  socket.write = (piece: string | Uint8Array, ...rest: never[]): boolean => {
    Reflect.deleteProperty(socket, 'write');
    return socket.write(piece.slice(FIRST_BYTES.length), ...rest);
  };
}
