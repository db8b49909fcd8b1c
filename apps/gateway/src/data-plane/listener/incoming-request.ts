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
   * True if the client offered a protocol that is not accepted, and more may have come with the request. Node's
   * parser stops at the end of such a message and loses what was read with it, so the connection cannot be used
   * again.
   */
  get mayLoseNext(): boolean {
    return this.offersUpgrade === true && !this.upgrade && !this.isReadAlone();
  }

  /** True if the last read of the connection held this message to its end, and nothing else. */
  private isReadAlone(): boolean {
    const { parser } = this.socket as { parser?: { getCurrentBuffer?: () => Buffer | undefined } };
    const read = parser?.getCurrentBuffer?.();
    if (read === undefined || this.headers['transfer-encoding'] !== undefined) return false;
    const length = Number(this.headers['content-length'] ?? 0);
    return read.indexOf('\r\n\r\n') + 4 + length === read.length;
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
