import { type Socket } from 'node:net';
import { ClientStalledError } from '../../errors/client.errors';
import { InternalError } from '../../errors/internal.error';
import { ProxyError } from '../../errors/proxy.error';
import { type Expiring } from '../../../platform/deadlines';
import { type Endpoint } from '../../../platform/endpoint';
import { type ResponseHead } from '../response-head';
import { type ResponseListener, type UpstreamRequest } from '../response-listener';
import { type TunnelEnd } from '../tunnel-end';
import { type ConnectionOwner } from './connection-owner';
import { errorOnReset, type ConnectionPhase, errorOnAbort, errorOnTimeout } from './connection-phase';
import { type ConnectionSettings } from './connection-settings';
import { CorkedWriter } from './corked-writer';
import { KeepAlivePolicy } from './keep-alive-policy';
import { type ReadBuffer } from './read-buffer';
import { Reservation } from './reservation';
import { type ResponseEvents, ResponseReader } from './response-reader';

/**
 * One socket to a backend, carrying one request at a time. It is either wholly fit to carry the next one or destroyed:
 * there is no state in between in which a stray byte could reach a wrong client.
 */
export class UpstreamConnection implements Expiring, ResponseEvents {
  deadline: number;
  readonly socket: Socket;
  readonly readBuffer: ReadBuffer;
  readonly writes: CorkedWriter;
  /** Called once when the connection has been made. */
  onOpen: (() => void) | undefined;
  /** True if it has carried a request before the present one. */
  reused = false;
  private phase: ConnectionPhase = 'connecting';
  private readonly reader = new ResponseReader();
  private listener: ResponseListener<UpstreamConnection> | undefined;
  private request: UpstreamRequest | undefined;
  private head: ResponseHead | undefined;
  private answered = false;
  /** False until the whole request is written: an answer that comes before it ends the connection. */
  private requestWritten = true;
  private tunnel: TunnelEnd | undefined;
  private readonly keepAlive: KeepAlivePolicy;
  private reservation: Reservation | undefined;

  constructor(
    private readonly pool: ConnectionOwner<UpstreamConnection>,
    private readonly endpoint: Endpoint,
  ) {
    const { dialer, settings, deadlines } = pool;
    this.keepAlive = new KeepAlivePolicy(settings.connections.idleTimeout);
    // Added first: the time is not kept while nothing is watched.
    deadlines.add(this);
    this.deadline = deadlines.now + settings.timeouts.connect;
    this.readBuffer = dialer.readBuffer();
    const onRead = (length: number, buffer: Buffer): boolean => this.onRead(length, buffer);
    this.socket = dialer.dial(endpoint, settings.tls, this.readBuffer, onRead, pool.tlsSessions);
    this.writes = new CorkedWriter(this.socket);
    this.socket.once(dialer.readyEvent(endpoint), () => this.onReady());
    this.socket.on('end', () => this.onFin());
    this.socket.on('error', (error) => this.onBreak(error));
    this.socket.on('close', () => this.onBreak());
  }

  /** True if any byte of the awaited answer has come. */
  get responseBegun(): boolean {
    return this.reader.begun;
  }

  get connecting(): boolean {
    return this.phase === 'connecting';
  }

  get idle(): boolean {
    return this.phase === 'idle';
  }

  /** The only client connection that it may serve, once something on it has authenticated it. */
  get reservedFor(): Socket | undefined {
    return this.reservation?.client;
  }

  /** The time limits of its phases. */
  get timeouts(): ConnectionSettings['timeouts'] {
    return this.pool.settings.timeouts;
  }

  /** Assigns the connection to a request; calls the listener at once, which writes the request. */
  assign(listener: ResponseListener<UpstreamConnection>): void {
    this.listener = listener;
    this.answered = false;
    if (this.phase === 'idle') {
      this.phase = 'awaiting';
      this.reused = true;
    }
    listener.onConnection(this);
  }

  /**
   * Writes the head of a request and awaits the answer. `complete` says that no body follows; otherwise
   * `requestComplete()` must be called when it is written.
   */
  send(head: string, request: UpstreamRequest, complete: boolean): void {
    this.request = request;
    this.reader.expect(this, request.method, request.upgrade);
    this.requestWritten = complete;
    if (request.authenticatesConnection) this.reserve();
    if (this.phase === 'awaiting') this.awaitResponse(complete);
    if (!complete) this.writes.gather();
    this.socket.write(head, 'latin1');
  }

  /** The last byte of the request's body is written. */
  requestComplete(): void {
    this.requestWritten = true;
    this.expectProgress(true);
  }

  /** True if the backend has to act next: a client that uploads slowly is not a late backend. */
  expectProgress(ofBackend: boolean): void {
    if (this.phase === 'awaiting') this.awaitResponse(ofBackend);
  }

  /** Stops waiting for the backend's bytes while the client takes its time. */
  pause(): void {
    this.deadline = Infinity;
    this.socket.pause();
  }

  /** Pauses because the client does not keep up with the answer. */
  stall(): void {
    this.pause();
    this.pool.stalls(this, true);
  }

  resume(): void {
    if (this.phase === 'closed') return;
    this.pool.stalls(this, false);
    if (this.phase === 'body') this.awaitBody();
    this.socket.resume();
  }

  /** Cancels the request: the listener gets no more events, and the connection closes. */
  abort(): void {
    this.listener = undefined;
    this.reader.abandon();
    this.destroy();
  }

  destroy(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.reservation?.end();
    this.pool.deadlines.remove(this);
    this.socket.destroy();
    this.pool.closed(this);
  }

  /** The backend is to have nothing to do any more: a request that is under way fails at once. */
  cut(): void {
    if (this.phase !== 'closed') this.fail(errorOnAbort(this.phase));
  }

  /** Others wait for a connection, and its client does not keep up. */
  makeRoom(): void {
    this.fail(new ClientStalledError());
  }

  expire(): void {
    const error = errorOnTimeout(this.phase);
    return error === undefined ? this.destroy() : this.fail(error);
  }

  onInformation(head: ResponseHead): void {
    if (head.authenticatesConnection) this.reserve();
    this.listener?.onInformation(head);
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    if (head.authenticatesConnection) this.reserve();
    this.phase = 'body';
    this.awaitBody();
    this.keepAlive.note(head);
    this.listener?.onHead(head);
  }

  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean {
    if (this.listener === undefined || this.listener.onBody(buffer, start, end, last)) return true;
    this.pause();
    return false;
  }

  onEnd(trailers: readonly string[] | undefined): void {
    const listener = this.listener;
    this.listener = undefined;
    this.answered = true;
    listener?.onEnd(trailers);
  }

  onTunnel(head: ResponseHead, rest: Buffer): void {
    const listener = this.listener;
    this.listener = undefined;
    this.phase = 'tunnel';
    this.deadline = Infinity;
    listener?.onTunnel(head, rest);
    if (this.tunnel === undefined) this.destroy();
  }

  /** To be called from `onTunnel`: who takes the bytes from now on. */
  enterTunnel(end: TunnelEnd): void {
    this.tunnel = end;
  }

  /** From now on it serves the present client only, as long as that is connected. */
  private reserve(): void {
    this.reservation ??= new Reservation(this.listener?.client, () => {
      if (this.phase === 'idle') this.destroy();
    });
  }

  private onReady(): void {
    if (this.phase !== 'connecting') return;
    this.readBuffer.connected();
    this.phase = 'awaiting';
    this.awaitResponse(this.requestWritten);
    this.onOpen?.();
    this.onOpen = undefined;
  }

  private awaitResponse(ofBackend: boolean): void {
    const limit = this.request?.responseTimeout ?? this.timeouts.response;
    this.deadline = ofBackend ? this.pool.deadlines.now + limit : Infinity;
  }

  /** An event stream may be silent for as long as any other that is open to the end. */
  private awaitBody(): void {
    const { bodyIdle, tunnelIdle } = this.timeouts;
    this.deadline = this.pool.deadlines.now + (this.head!.isEventStream ? tunnelIdle : bodyIdle);
  }

  private onRead(length: number, buffer: Buffer): boolean {
    if (this.phase === 'closed') return false;
    if (this.phase === 'tunnel') return this.tunnel!.onRead(length, buffer);
    if (this.phase === 'body') this.awaitBody();
    let flowing: boolean;
    try {
      flowing = this.reader.read(buffer, length);
      this.listener?.onLull();
    } catch (error) {
      this.fail(error instanceof ProxyError ? error : new InternalError(error));
      return false;
    }
    // Only now: behind the end of the answer there must have been nothing else in what was read.
    if (!this.answered) return flowing;
    this.release();
    return true;
  }

  /** The answer is complete: the connection is kept for the next request where nothing speaks against it. */
  private release(): void {
    this.answered = false;
    if (this.phase !== 'body') return;
    const mayReuse = this.requestWritten && this.keepAlive.allowsReuseAfter(this.request!);
    if (!mayReuse || this.reservation?.isOpen === false) return this.destroy();
    this.head = undefined;
    this.phase = 'idle';
    // A client that did not keep up with its answer must not hold back the next one, nor hide a FIN.
    if (this.socket.isPaused()) this.resume();
    this.deadline = this.pool.deadlines.now + this.keepAlive.idleTimeout;
    this.pool.released(this);
  }

  private onFin(): void {
    if (this.phase === 'closed') return;
    const isBroken = this.phase === 'connecting' || this.pool.dialer.wasReset(this.endpoint, this.socket);
    if (isBroken) return this.onBreak();
    if (this.phase === 'tunnel') return this.tunnel!.onFin();
    try {
      this.reader.close();
    } catch (error) {
      return this.fail(error as ProxyError);
    }
    this.answered = false;
    this.destroy();
  }

  private onBreak(cause?: Error): void {
    if (this.phase !== 'closed') this.fail(errorOnReset(this.phase, this.reader.begun, cause));
  }

  private fail(error: ProxyError): void {
    const listener = this.listener;
    this.listener = undefined;
    this.reader.abandon();
    this.destroy();
    listener?.onFailure(error);
    this.tunnel?.onClose();
  }
}
