import { type Socket } from 'node:net';
import { type Expiring } from '../../ports/deadlines';
import { type UpstreamConnection } from '../../upstream/connections/upstream.connection';
import { type ResponseHead } from '../../upstream/response.head';
import { type TunnelEnd } from '../../upstream/tunnel.end';
import { type Exchange } from '../exchange';
import { closeGently } from '../last.answer';
import { type ForwardingContext } from './forwarding.context';

/**
 * Two sockets joined after a protocol switch (RFC 9110 §7.8): bytes pass both ways, each side held back when the other
 * does not keep up; a side that finishes writing may still read; when one breaks, so does the other.
 */
export class Tunnel implements TunnelEnd, Expiring {
  deadline: number;
  private readonly clientSocket: Socket;
  private readonly backendSocket: Socket;
  private closed = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly connection: UpstreamConnection,
    private readonly context: ForwardingContext,
    private readonly onClosed: () => void,
  ) {
    this.clientSocket = exchange.request.socket;
    this.backendSocket = connection.socket;
    this.deadline = this.nextDeadline();
  }

  /** Tells the client of the switch and joins the two; `rest` came from the backend behind its answer. */
  open(head: ResponseHead, rest: Buffer): void {
    const { clientSocket, exchange } = this;
    let text = `HTTP/1.1 101 ${head.reason}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    for (let at = 0; at < head.headers.length; at += 2)
      text += `${head.headers[at]}: ${head.headers[at + 1]}\r\n`;
    exchange.response.detachSocket(clientSocket);
    this.connection.enterTunnel(this);
    this.context.client.deadlines.add(this);
    clientSocket.write(`${text}\r\n`, 'latin1');
    exchange.bytesOut += rest.length;
    if (rest.length > 0) clientSocket.write(rest);
    // Who merely looks for the end would keep the bytes from flowing.
    clientSocket.removeAllListeners('readable');
    clientSocket.on('data', (chunk: Buffer) => this.onClientData(chunk));
    clientSocket.on('end', () => this.backendSocket.end());
    clientSocket.on('drain', () => this.connection.resume());
    clientSocket.on('error', () => this.close());
    clientSocket.on('close', () => this.close());
    this.backendSocket.on('drain', () => clientSocket.resume());
    const early = exchange.bytesBehindHead;
    if (early !== undefined && early.length > 0) this.onClientData(early);
    clientSocket.resume();
  }

  onRead(length: number, buffer: Buffer): boolean {
    this.deadline = this.nextDeadline();
    this.exchange.bytesOut += length;
    if (this.clientSocket.write(Buffer.from(buffer.subarray(0, length)))) return true;
    this.connection.pause();
    return false;
  }

  onFin(): void {
    this.clientSocket.end();
  }

  onClose(): void {
    this.close();
  }

  expire(): void {
    this.close();
  }

  private onClientData(chunk: Buffer): void {
    if (this.closed) return;
    this.deadline = this.nextDeadline();
    this.exchange.bytesIn += chunk.length;
    if (!this.backendSocket.write(chunk)) this.clientSocket.pause();
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.context.client.deadlines.remove(this);
    this.connection.destroy();
    // What was written before is still delivered; soon after the socket is gone, whatever the client does.
    closeGently(this.clientSocket, this.context.clock);
    this.onClosed();
  }

  private nextDeadline(): number {
    return this.context.client.deadlines.now + this.connection.tunnelIdleTimeout;
  }
}
