import { type ServerResponse } from 'node:http';
import { type LoggedEvent } from './event-log';

/** A reader that has left so many bytes unread is cut off; it comes back by its Last-Event-ID. */
const MAX_UNREAD = 256 * 1024;
/** How soon a reader that lost its connection shall come back, in milliseconds. */
const RETRY_MS = 2_000;

/** Server-sent events to one reader (WHATWG HTML §9.2). */
export class EventStream {
  constructor(private readonly response: ServerResponse) {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Proxies must not wait for more of it.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
  }

  send({ id, event }: LoggedEvent): void {
    // JSON has no line ends of its own, so an event is one line of data.
    this.write(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** A comment, so that both sides notice when the other one is gone. */
  beat(): void {
    this.write(':\n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): void {
    if (this.response.writableLength > MAX_UNREAD) this.response.destroy();
    else this.response.write(text);
  }
}
