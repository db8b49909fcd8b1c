import { type Socket } from 'node:net';
import { type Expiring } from '../../../platform/deadlines';
import { type AnnouncedClient } from '../../exchange/client-connection';
import { readProxyHeader } from './read-proxy-header';

/** Who wants to know how a connection begins. */
export interface ProxyHeaderListener {
  /** The socket is paused, and what came behind the header waits in it. */
  announced(reading: ProxyHeaderReader, client: AnnouncedClient | undefined): void;
  /** It does not begin as it should, or not in time. */
  refused(reading: ProxyHeaderReader, reason: 'no_proxy_header' | 'late_proxy_header'): void;
  /** Called for every outcome, before the other callbacks. */
  finished(reading: ProxyHeaderReader): void;
}

const NOTHING = Buffer.alloc(0);

/** Reads how one connection begins, and not a byte more than that. */
export class ProxyHeaderReader implements Expiring {
  private received: Buffer = NOTHING;
  private readonly onData = (piece: Buffer): void => this.take(piece);
  private readonly onEnd = (): void => this.breakOff();
  private readonly onError = (): void => this.breakOff();

  /** @param deadline on the clock of the `Deadlines` it is added to. */
  constructor(
    readonly socket: Socket,
    public deadline: number,
    /** Receives the connection after a valid beginning. */
    readonly letIn: (socket: Socket) => void,
    private readonly listener: ProxyHeaderListener,
  ) {}

  begin(): void {
    const { socket } = this;
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
    socket.on('error', this.onError);
  }

  expire(): void {
    this.refuse('late_proxy_header');
  }

  private take(piece: Buffer): void {
    const bytes = this.received.length === 0 ? piece : Buffer.concat([this.received, piece]);
    this.received = bytes;
    const header = readProxyHeader(bytes);
    if (header.kind === 'incomplete') return;
    if (header.kind === 'malformed') return this.refuse('no_proxy_header');
    const { socket } = this;
    this.finish();
    // The next reader must find all bytes, whether it reads the socket or, like TLS, the handle below.
    socket.pause();
    if (header.length < bytes.length) socket.unshift(bytes.subarray(header.length));
    this.listener.announced(this, header.client);
  }

  /** A health check of a proxy connects and sends nothing, which is no fault. */
  private breakOff(): void {
    if (this.received.length > 0) return this.refuse('no_proxy_header');
    this.finish();
    this.socket.destroy();
  }

  private refuse(reason: 'no_proxy_header' | 'late_proxy_header'): void {
    this.finish();
    this.listener.refused(this, reason);
  }

  private finish(): void {
    const { socket } = this;
    socket.off('data', this.onData);
    socket.off('end', this.onEnd);
    socket.off('close', this.onEnd);
    socket.off('error', this.onError);
    this.listener.finished(this);
  }
}
