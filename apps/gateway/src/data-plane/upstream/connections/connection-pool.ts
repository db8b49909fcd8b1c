import { type Socket } from 'node:net';
import { OverloadedError } from '../../errors/availability.errors';
import { type Deadlines, type Expiring } from '../../../platform/deadlines';
import { type Endpoint } from '../../../platform/endpoint';
import { type ResponseListener } from '../response-listener';
import { type ConnectionOwner } from './connection-owner';
import { errorOnAbort } from './connection-phase';
import { type ConnectionSettings } from './connection-settings';
import { type Dialer } from './dialer';
import { ReservedConnections } from './reserved-connections';
import { StalledConnections } from './stalled-connections';
import { TlsSessions } from './tls-sessions';
import { UpstreamConnection } from './upstream-connection';

/** The connections to one backend: idle ones are reused newest first, so that the surplus grows old and closes. */
export class ConnectionPool implements ConnectionOwner<UpstreamConnection> {
  private readonly idle: UpstreamConnection[] = [];
  readonly tlsSessions = new TlsSessions();
  private readonly reserved = new ReservedConnections();
  private readonly open = new Set<UpstreamConnection>();
  private readonly waiting = new Set<Waiter>();
  private readonly stalled: StalledConnections;
  private retired = false;
  private onDrained: (() => void) | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    public settings: ConnectionSettings,
    readonly dialer: Dialer,
    readonly deadlines: Deadlines,
  ) {
    this.stalled = new StalledConnections(deadlines, this.waiting);
  }

  get openConnections(): number {
    return this.open.size;
  }

  get idleConnections(): number {
    return this.idle.length + this.reserved.size;
  }

  get waitingRequests(): number {
    return this.waiting.size;
  }

  /**
   * Gets the listener a connection: at once, or when one is free, or an OverloadedError through `onFailure`.
   * `fresh` insists on one that has not been used before.
   */
  acquire(listener: ResponseListener<UpstreamConnection>, fresh: boolean): void {
    const kept = fresh ? undefined : (this.reserved.take(listener.client) ?? this.idle.pop());
    if (kept !== undefined) return kept.assign(listener);
    if (this.open.size >= this.settings.connections.max) (this.idle[0] ?? this.reserved.oldest)?.destroy();
    if (this.open.size < this.settings.connections.max) return this.dial(listener);
    if (this.waiting.size >= this.settings.connections.queue)
      return listener.onFailure(new OverloadedError());
    this.waiting.add(new Waiter(listener, fresh, this));
    this.stalled.watch();
  }

  /** Forgets a listener that waits; one that has a connection aborts that instead. */
  abandon(listener: ResponseListener<UpstreamConnection>): void {
    for (const waiter of this.waiting) {
      if (waiter.listener === listener) return this.leave(waiter);
    }
  }

  /** The connection has carried its answer and can carry another. */
  released(connection: UpstreamConnection): void {
    const next = this.firstWaiter();
    const isSurplus = this.retired || this.open.size > this.settings.connections.max;
    if (connection.reservedFor !== undefined && !isSurplus)
      return this.keepReserved(connection, connection.reservedFor);
    // Who insists on a fresh connection gets the place of this one.
    if (isSurplus || next?.fresh === true) return connection.destroy();
    if (next !== undefined) {
      this.leave(next);
      return connection.assign(next.listener);
    }
    this.idle.push(connection);
    if (this.idle.length > this.settings.connections.idle) this.idle[0].destroy();
  }

  stalls(connection: UpstreamConnection, isStalled: boolean): void {
    if (isStalled) this.stalled.add(connection);
    else this.stalled.remove(connection);
  }

  /** It serves none but its client; a request that waits takes the place of the one that has been idle for longest. */
  private keepReserved(connection: UpstreamConnection, client: Socket): void {
    this.reserved.keep(connection, client);
    if (this.firstWaiter() !== undefined) this.reserved.oldest!.destroy();
  }

  /** The connection is closed; the next waiting request gets its slot. */
  closed(connection: UpstreamConnection): void {
    this.open.delete(connection);
    this.stalled.remove(connection);
    if (connection.reservedFor !== undefined) this.reserved.remove(connection, connection.reservedFor);
    const at = this.idle.indexOf(connection);
    if (at !== -1) this.idle.splice(at, 1);
    const next = this.firstWaiter();
    if (next !== undefined && this.open.size < this.settings.connections.max) {
      this.leave(next);
      this.dial(next.listener);
    }
    this.tellWhenDrained();
  }

  /** Takes a request out of the queue. */
  leave(waiter: Waiter): void {
    this.waiting.delete(waiter);
    this.deadlines.remove(waiter);
    if (this.waiting.size === 0) this.stalled.unwatch();
  }

  /** Closes what is idle now, and the rest as it is released; `onDrained` is called when nothing is left. */
  retire(onDrained?: () => void): void {
    this.retired = true;
    this.onDrained = onDrained;
    for (const connection of [...this.idle]) connection.destroy();
    this.reserved.destroy();
    this.tellWhenDrained();
  }

  /** Ends every request and closes every connection at once; what is asked for later is served as ever. */
  abortAll(): void {
    // First, or each connection that closes would make room for one of them.
    for (const waiter of [...this.waiting]) waiter.cut();
    for (const connection of [...this.open]) connection.cut();
  }

  /** Ends every request and closes every connection at once, for good. */
  destroy(): void {
    // First, or each connection that closes would make room for one of them.
    for (const waiter of this.waiting) waiter.expire();
    this.retire();
    for (const connection of this.open) connection.expire();
  }

  private dial(listener: ResponseListener<UpstreamConnection>): void {
    const connection = new UpstreamConnection(this, this.endpoint);
    this.open.add(connection);
    connection.assign(listener);
  }

  private firstWaiter(): Waiter | undefined {
    return this.waiting.values().next().value;
  }

  private tellWhenDrained(): void {
    if (this.retired && this.open.size === 0) this.onDrained?.();
  }
}

/** A request in the queue for a connection. */
class Waiter implements Expiring {
  readonly deadline: number;

  constructor(
    readonly listener: ResponseListener<UpstreamConnection>,
    readonly fresh: boolean,
    private readonly pool: ConnectionPool,
  ) {
    const { deadlines, settings } = pool;
    deadlines.add(this);
    this.deadline = deadlines.now + settings.connections.queueTimeout;
  }

  expire(): void {
    this.pool.leave(this);
    this.listener.onFailure(new OverloadedError());
  }

  cut(): void {
    this.pool.leave(this);
    this.listener.onFailure(errorOnAbort('connecting'));
  }
}
