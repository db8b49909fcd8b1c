import { Inject, Injectable } from '@nestjs/common';
import { UpstreamConnectError } from '../errors/upstream.errors';
import { Clock } from '../../platform/clock';
import { Deadlines } from '../../platform/deadlines';
import { ErrorGuard } from '../../platform/error.guard';
import { type Backend } from './backend';
import { ConnectionPool } from './connections/connection-pool';
import { type UpstreamConnection } from './connections/upstream-connection';
import { type ConnectionSettings } from './connections/connection-settings';
import { Dialer } from './connections/dialer';
import { parseEndpoint } from '../../platform/endpoint';
import { OwnListeners } from '../../platform/own-listeners';
import { type ResponseListener } from './response-listener';

const UNLISTED = new Error('the backend is no longer listed');

/** Connections to all backends: HTTP/1.1, one request per connection at a time, kept alive between requests. */
@Injectable()
export class UpstreamClient {
  readonly deadlines: Deadlines;
  private readonly dialer: Dialer;
  private readonly pools = new Map<Backend, ConnectionPool>();
  /** Of backends that are no longer listed, for requests that had chosen them before. */
  private retired = new WeakMap<Backend, ConnectionPool>();

  constructor(
    @Inject(Clock) clock: Clock,
    guard: ErrorGuard,
    readonly ownListeners: OwnListeners = new OwnListeners(),
  ) {
    this.deadlines = new Deadlines(clock);
    this.dialer = new Dialer(guard, ownListeners);
  }

  /** Makes a backend reachable, or changes the limits of one that is; open connections stay. */
  configure(backend: Backend, settings: ConnectionSettings): void {
    const known = this.pools.get(backend);
    if (known !== undefined) known.settings = settings;
    else
      this.pools.set(
        backend,
        new ConnectionPool(parseEndpoint(backend.url), settings, this.dialer, this.deadlines),
      );
  }

  connectionsTo(backend: Backend): ConnectionPool | undefined {
    return this.pools.get(backend);
  }

  /** Returns the current sum of this figure over all backends, including removed ones. */
  total(of: 'openConnections' | 'idleConnections' | 'waitingRequests'): number {
    let total = 0;
    for (const pool of this.pools.values()) total += pool[of];
    return total;
  }

  /**
   * Gets the listener a connection to the backend, as `ConnectionPool.acquire` does. One that is no longer listed still
   * serves requests that were on their way to it; its connections are closed behind them.
   */
  acquire(backend: Backend, listener: ResponseListener<UpstreamConnection>, fresh: boolean): void {
    const pool = this.pools.get(backend) ?? this.reopened(backend);
    if (pool === undefined) return listener.onFailure(new UpstreamConnectError({ cause: UNLISTED }));
    pool.acquire(listener, fresh);
  }

  abandon(backend: Backend, listener: ResponseListener<UpstreamConnection>): void {
    this.pools.get(backend)?.abandon(listener);
  }

  /** The backend is to have nothing to do from now on: what it has in flight fails, what is kept is closed. */
  abortAll(backend: Backend): void {
    this.pools.get(backend)?.abortAll();
  }

  /** The backend is no longer listed: what is in flight ends in peace, nothing is kept. */
  retire(backend: Backend): void {
    const pool = this.pools.get(backend);
    if (pool === undefined) return;
    this.retired.set(backend, pool);
    pool.retire(() => this.pools.delete(backend));
  }

  /** Closes every connection at once. */
  destroy(): void {
    const pools = [...this.pools.values()];
    // Before they end, so that no request that fails by it is tried again on another.
    this.pools.clear();
    this.retired = new WeakMap();
    for (const pool of pools) pool.destroy();
  }

  /** Listed again as long as it has connections, so that they are closed with all others. */
  private reopened(backend: Backend): ConnectionPool | undefined {
    const pool = this.retired.get(backend);
    if (pool !== undefined) this.pools.set(backend, pool);
    return pool;
  }
}
