import { IncomingMessage } from 'node:http';

/**
 * A request as the public listener parses it. Node leaves HTTP on a connection as soon as a request has `upgrade` set;
 * here that happens for WebSockets only. A client that offers another protocol, such as the `Upgrade: h2c` that Java's
 * HTTP client sends along, is simply answered in HTTP/1.1, body and all (RFC 9110 §7.8).
 */
export class IncomingRequest extends IncomingMessage {
  private offersUpgrade: boolean | null = false;

  // Node writes this once before the headers are known and once after, and reads it in between and later.
  get upgrade(): boolean {
    return this.offersUpgrade === true && (this.method === 'CONNECT' || this.offersWebSocket());
  }

  set upgrade(value: boolean | null) {
    this.offersUpgrade = value;
  }

  /**
   * Whether the client offered a protocol that is not taken up. Node's parser stops at the end of such a message, and
   * loses what was read along with it: behind the answer to it the connection is of no use.
   */
  get declinesUpgrade(): boolean {
    return this.offersUpgrade === true && !this.upgrade;
  }

  private offersWebSocket(): boolean {
    const { rawHeaders, httpVersion } = this;
    // In HTTP/1.0 the field means nothing (RFC 9110 §7.8).
    if (httpVersion === '1.0') return false;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      if (rawHeaders[at].length !== 7 || rawHeaders[at].toLowerCase() !== 'upgrade') continue;
      return rawHeaders[at + 1].toLowerCase() === 'websocket';
    }
    return false;
  }
}
