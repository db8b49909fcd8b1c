import { EventEmitter } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type SimulatedProcess } from './simulated-process';

/** The request of a client, as far as the gateway looks at it; it never has a body. */
export function simulatedRequest(
  method: string,
  url: string,
  fields: readonly string[],
): IncomingMessage & { socket: { writable: boolean } } {
  const socket = { writable: true, remoteAddress: '127.0.0.1', localPort: 8080 };
  const rawHeaders = ['Host', 'gateway', ...fields];
  const request = Object.assign(new EventEmitter(), { method, url, httpVersion: '1.1', rawHeaders, socket });
  return Object.assign(request, { complete: true }) as unknown as IncomingMessage & {
    socket: { writable: boolean };
  };
}

/** The response that the client gets: only its status matters. */
export class SimulatedResponse extends EventEmitter {
  headersSent = false;
  statusCode = 0;
  destroyed = false;
  closed = false;
  writableFinished = false;
  readonly writableLength = 0;
  readonly socket = null;

  constructor(
    private readonly process: SimulatedProcess,
    /** Called once, with the status of a complete response. */
    private readonly onEnd: (status: number | undefined) => void,
  ) {
    super();
  }

  /** Takes the part of Node's class. */
  get asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  writeHead(status: number): this {
    this.headersSent = true;
    this.statusCode = status;
    return this;
  }

  write(): boolean {
    return true;
  }

  end(): this {
    this.writableFinished = true;
    this.close();
    return this;
  }

  /** The gateway breaks off, or the client has left. */
  destroy(): this {
    this.destroyed = true;
    this.close();
    return this;
  }

  setTimeout(): this {
    return this;
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onEnd(this.writableFinished ? this.statusCode : undefined);
    this.process.after(0, () => this.emit('close'));
  }
}
