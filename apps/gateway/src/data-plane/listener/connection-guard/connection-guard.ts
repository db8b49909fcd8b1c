import { type Server } from 'node:http';
import { type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { type Clock } from '../../../platform/clock';
import { Deadlines } from '../../../platform/deadlines';
import { AddressList, plainAddress } from '../../http/address-list';
import { type AnnouncedClient, type ClientSocket } from '../../exchange/client-connection';
import { type ListenerSettings } from '../listener-settings';
import { ClientConnections } from './client-connections';
import { type ProxyHeaderListener, ProxyHeaderReader } from './proxy-header-reader';

/** Why a connection was closed before anything was read of it as HTTP or TLS. */
export type RejectReason = 'per_client' | 'not_trusted' | 'no_proxy_header' | 'late_proxy_header';

const SAID: Readonly<Record<RejectReason, string>> = {
  per_client: 'has as many connections as listen.limits.connectionsPerClient allows',
  not_trusted: 'is not in listen.trustedProxies, and listen.proxyProtocol requires it',
  no_proxy_header: 'is in listen.trustedProxies, but does not begin with the PROXY protocol',
  late_proxy_header: 'is in listen.trustedProxies, but did not send the PROXY protocol in time',
};
/** Refusals of one kind are logged once in this time: strangers must not fill the log. */
const LOG_INTERVAL_MS = 60_000;
/** While the gateway stops, a connection that has sent nothing may still send a request for this long. */
const STOPPING_GRACE_MS = 1_000;

type Listener = (socket: Socket) => void;

/** Who may connect at all, and as whom: what is decided of a connection before its first byte of HTTP or TLS. */
export class ConnectionGuard implements ProxyHeaderListener {
  /** Connections that were closed at once, by the reason. */
  readonly refusals = new Map<RejectReason, number>();
  private readonly logger = new Logger('Listener');
  private readonly loggedAt = new Map<RejectReason, number>();
  private readonly readings = new Set<ProxyHeaderReader>();
  private readonly connections = new ClientConnections();
  private readonly deadlines: Deadlines;
  private trusted = new AddressList([]);

  constructor(
    private settings: ListenerSettings,
    private readonly clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock);
    this.adjust(settings);
  }

  /** From here on the server hears of those connections only that are let in. */
  guard(server: Server): void {
    const listeners = server.listeners('connection') as Listener[];
    server.removeAllListeners('connection');
    const letIn = (socket: ClientSocket): void => {
      if (this.isOneTooMany(socket)) return this.refuse(socket, 'per_client');
      for (const listener of listeners) listener.call(server, socket);
    };
    server.on('connection', (socket: Socket) => {
      if (this.settings.proxyProtocol === 'off') letIn(socket);
      else this.ask(socket, letIn);
    });
  }

  adjust(settings: ListenerSettings): void {
    this.settings = settings;
    this.trusted = new AddressList(settings.trustedProxies);
  }

  /** From now on, a silent connection is closed after a short grace period. */
  stop(): void {
    const deadline = this.clock.now() + STOPPING_GRACE_MS;
    for (const reading of this.readings) reading.deadline = Math.min(reading.deadline, deadline);
  }

  /** Closes every connection that is not admitted yet. */
  destroy(): void {
    for (const { socket } of this.readings) socket.destroy();
  }

  announced({ socket, letIn }: ProxyHeaderReader, client: AnnouncedClient | undefined): void {
    (socket as ClientSocket).announced = client;
    letIn(socket);
    // TLS reads what is below the socket, and takes what waits in it by itself.
    if (socket.listenerCount('data') > 0) socket.resume();
  }

  refused({ socket }: ProxyHeaderReader, reason: RejectReason): void {
    this.refuse(socket, reason);
  }

  finished(reading: ProxyHeaderReader): void {
    this.readings.delete(reading);
    this.deadlines.remove(reading);
  }

  private ask(socket: Socket, letIn: Listener): void {
    if (this.trusted.includes(addressOf(socket))) this.read(socket, letIn);
    else if (this.settings.proxyProtocol === 'mixed') letIn(socket);
    else this.refuse(socket, 'not_trusted');
  }

  private read(socket: Socket, letIn: Listener): void {
    const deadline = this.clock.now() + this.settings.timeouts.headers;
    const reading = new ProxyHeaderReader(socket, deadline, letIn, this);
    this.readings.add(reading);
    this.deadlines.add(reading);
    reading.begin();
  }

  /** Connections of a proxy stand for many clients, and are not counted. */
  private isOneTooMany(socket: ClientSocket): boolean {
    const limit = this.settings.limits.connectionsPerClient;
    if (limit === undefined) return false;
    const address = addressOf(socket);
    return !this.trusted.includes(address) && !this.connections.admit(socket, address, limit);
  }

  private refuse(socket: Socket, reason: RejectReason): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
    this.tell(socket, reason);
    socket.destroy();
  }

  private tell(socket: Socket, reason: RejectReason): void {
    const now = this.clock.now();
    const loggedAt = this.loggedAt.get(reason);
    if (loggedAt !== undefined && now - loggedAt < LOG_INTERVAL_MS) return;
    this.loggedAt.set(reason, now);
    this.logger.warn(`A connection was closed: ${addressOf(socket)} ${SAID[reason]}.`);
  }
}

function addressOf({ announced, remoteAddress }: ClientSocket): string {
  return plainAddress(announced?.address ?? remoteAddress ?? 'its peer');
}
