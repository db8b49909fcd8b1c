import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** So many requests may wait behind the one that is being answered; a client that sends more is cut off. */
const MAX_WAITING = 64;

/** Something that has to wait until all earlier requests of its connection are answered. */
interface Waiting {
  /** Undefined for bytes that cannot be parsed. */
  readonly request: IncomingMessage | undefined;
  /** Returns the response whose end is the next one's turn. */
  readonly begin: () => ServerResponse | undefined;
}

/** A socket with the response that Node is sending, or will send next, on it. */
interface HttpSocket {
  readonly _httpMessage?: ServerResponse | null;
}

/** The earliest response of a connection that is not sent to its end; undefined when all are. */
export function responseInFlight(socket: Socket): ServerResponse | undefined {
  return (socket as HttpSocket)._httpMessage ?? undefined;
}

/**
 * Makes pipelined requests wait for one another. Node hands them over as soon as they are read; answered side by side,
 * one could overtake an earlier one that changes what it reads (RFC 9112 §9.3.2), and a single connection could keep
 * every backend busy.
 */
export class PipelineQueue {
  private readonly lines = new WeakMap<Socket, Waiting[]>();

  /** Calls `begin` once all earlier requests are answered; never when the connection ends before that. */
  wait(request: IncomingMessage, begin: () => ServerResponse): void {
    this.append(request.socket, { request, begin });
  }

  /** The same for the refusal of what came behind them, and of a waiting request that it cut short. */
  waitToRefuse(socket: Socket, refuse: () => void): void {
    const line = this.lines.get(socket);
    if (line?.at(-1)?.request?.complete === false) line.pop();
    this.append(socket, {
      request: undefined,
      begin: () => {
        refuse();
        return undefined;
      },
    });
  }

  private append(socket: Socket, waiting: Waiting): void {
    const line = this.lines.get(socket);
    if (line === undefined) {
      this.lines.set(socket, [waiting]);
      this.continueAfter(responseInFlight(socket), socket);
    } else if (line.length < MAX_WAITING) {
      line.push(waiting);
    } else {
      socket.destroy();
    }
  }

  private continueAfter(response: ServerResponse | undefined, socket: Socket): void {
    response?.once('close', () => {
      const next = this.lines.get(socket)?.shift();
      // A connection that is ending takes no further answer.
      if (next === undefined || !socket.writable) this.lines.delete(socket);
      else this.continueAfter(next.begin(), socket);
    });
  }
}
