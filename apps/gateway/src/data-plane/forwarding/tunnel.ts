import { randomBytes } from 'node:crypto';
import { type Socket } from 'node:net';
import { TunnelTimeoutError } from '../errors/upstream.errors';
import { type Expiring } from '../../platform/deadlines';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type ResponseHead } from '../upstream/response-head';
import { type TunnelEnd } from '../upstream/tunnel-end';
import { type Exchange } from '../exchange/exchange';
import { lingeringClose } from '../http/connection-close';
import { type ForwardingContext, type OpenTunnel } from './forwarding-context';
import { GOING_AWAY, goingAwayMasked, WebSocketFrames } from './websocket-frames';

/**
 * Two sockets joined after a protocol switch (RFC 9110 §7.8): bytes pass both ways, each side held back when the other
 * does not keep up; a side that finishes writing may still read, for as long as something comes; when one breaks, so
 * does the other.
 */
export class Tunnel implements TunnelEnd, OpenTunnel, Expiring {
  deadline: number;
  private readonly clientSocket: Socket;
  private readonly backendSocket: Socket;
  private readonly toClient = new WebSocketFrames();
  private readonly toBackend = new WebSocketFrames();
  /** True if one side will send nothing more. */
  private isHalfClosed = false;
  private isLeaving = false;
  /** True if the client has received a Close frame, after which it gets nothing more. */
  private clientClosed = false;
  private backendClosed = false;
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
    const { clientSocket, exchange, context } = this;
    let text = `HTTP/1.1 101 ${head.reason}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    const edited = exchange.route.responseEdits?.ofPairs(head.headers) ?? head.headers;
    const fields = exchange.responseFields === undefined ? edited : [...edited, ...exchange.responseFields];
    for (let at = 0; at < fields.length; at += 2) text += `${fields[at]}: ${fields[at + 1]}\r\n`;
    exchange.response.detachSocket(clientSocket);
    this.connection.enterTunnel(this);
    context.client.deadlines.add(this);
    context.tunnels.add(this);
    clientSocket.write(`${text}\r\n`, 'latin1');
    if (rest.length > 0) this.onRead(rest.length, rest);
    // Who merely looks for the end would keep the bytes from flowing.
    clientSocket.removeAllListeners('readable');
    clientSocket.on('data', (chunk: Buffer) => this.onClientData(chunk));
    clientSocket.on('end', () => this.onClientFin());
    clientSocket.on('drain', () => this.connection.resume());
    clientSocket.on('error', () => this.close());
    clientSocket.on('close', () => this.close());
    this.backendSocket.on('drain', () => clientSocket.resume());
    const early = exchange.upgradeHead;
    if (early !== undefined && early.length > 0) this.onClientData(early);
    clientSocket.resume();
    if (context.settings.isStopping) this.goAway();
  }

  onRead(length: number, buffer: Buffer): boolean {
    this.deadline = this.nextDeadline();
    if (this.clientClosed) return true;
    const passing = this.passing(this.toClient, buffer, length);
    this.exchange.bytes.out += passing;
    const flowing = this.clientSocket.write(Buffer.from(buffer.subarray(0, passing)));
    if (this.isLeaving) this.takeLeave();
    if (flowing) return true;
    this.connection.pause();
    return false;
  }

  onFin(): void {
    this.noteHalfClose();
    this.clientSocket.end();
  }

  onClose(): void {
    this.close();
  }

  expire(): void {
    this.exchange.fail(new TunnelTimeoutError());
    this.close();
  }

  /**
   * Ends the tunnel in an orderly way: each side gets a Close frame that says 1001, going away, as soon as no other
   * frame is half sent to it, and nothing after that.
   */
  goAway(): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.takeLeave();
  }

  private onClientData(chunk: Buffer): void {
    if (this.closed) return;
    this.deadline = this.nextDeadline();
    if (this.backendClosed) return;
    const passing = this.passing(this.toBackend, chunk, chunk.length);
    this.exchange.bytes.in += passing;
    const flowing = this.backendSocket.write(passing === chunk.length ? chunk : chunk.subarray(0, passing));
    if (this.isLeaving) this.takeLeave();
    if (!flowing) this.clientSocket.pause();
  }

  private onClientFin(): void {
    this.noteHalfClose();
    this.backendSocket.end();
  }

  /** How much of what has arrived may continue. */
  private passing(frames: WebSocketFrames, bytes: Buffer, length: number): number {
    if (this.isLeaving) return frames.followToBoundary(bytes, length);
    frames.follow(bytes, length);
    return length;
  }

  private takeLeave(): void {
    if (this.closed) return;
    this.clientClosed ||= tell(this.clientSocket, this.toClient, () => GOING_AWAY);
    this.backendClosed ||= tell(this.backendSocket, this.toBackend, () => goingAwayMasked(randomBytes(4)));
    if (!this.clientClosed || !this.backendClosed) return;
    // Each may still read what was sent, and answer the frame; when one is gone, so is the other.
    lingeringClose(this.backendSocket, this.context.clock);
    lingeringClose(this.clientSocket, this.context.clock);
  }

  private noteHalfClose(): void {
    this.isHalfClosed = true;
    this.deadline = this.nextDeadline();
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.context.client.deadlines.remove(this);
    this.context.tunnels.delete(this);
    this.connection.destroy();
    // Bytes written before are still delivered. Soon after, the socket is destroyed, even if the client keeps
    // it open.
    lingeringClose(this.clientSocket, this.context.clock);
    this.onClosed();
    this.context.exchanges.end(this.exchange);
  }

  private nextDeadline(): number {
    const { tunnelIdle, tunnelHalfClosed } = this.connection.timeouts;
    const limit = this.isHalfClosed ? Math.min(tunnelHalfClosed, tunnelIdle) : tunnelIdle;
    return this.context.client.deadlines.now + limit;
  }
}

/** Sends the last frame if possible; returns false while a frame is half sent. */
function tell(socket: Socket, frames: WebSocketFrames, lastWord: () => Buffer): boolean {
  // A protocol without WebSocket frames has no message to close with.
  if (frames.lost) return true;
  if (!frames.isBetweenFrames) return false;
  if (!frames.closed && socket.writable) socket.write(lastWord());
  return true;
}
