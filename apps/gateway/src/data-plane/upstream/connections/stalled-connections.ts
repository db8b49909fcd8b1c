import { type Deadlines, type Expiring } from '../../../platform/deadlines';
import { type UpstreamConnection } from './upstream-connection';

/** How long a client may hold back an answer although other requests wait, in milliseconds. */
const MIN_STALL_MS = 1_000;

/**
 * Connections to one backend that are not read because their clients do not keep up. A client that asks for much and
 * takes nothing of it could keep all of them: while requests wait for a connection, the ones stalled for longest are
 * closed.
 */
export class StalledConnections implements Expiring {
  /** Looked at again and again while requests wait. */
  readonly deadline = 0;
  /** When each of them stalled; in that order. */
  private readonly since = new Map<UpstreamConnection, number>();

  /** @param waiting the requests that wait for a connection. */
  constructor(
    private readonly deadlines: Deadlines,
    private readonly waiting: { readonly size: number },
  ) {}

  add(connection: UpstreamConnection): void {
    if (!this.since.has(connection)) this.since.set(connection, this.deadlines.now);
  }

  remove(connection: UpstreamConnection): void {
    this.since.delete(connection);
  }

  /** To be called when a request begins to wait. */
  watch(): void {
    this.deadlines.add(this);
  }

  /** To be called when no request waits any more. */
  unwatch(): void {
    this.deadlines.remove(this);
  }

  expire(): void {
    const before = this.deadlines.now - MIN_STALL_MS;
    let wanted = this.waiting.size;
    for (const [connection, since] of this.since) {
      if (wanted-- <= 0 || since > before) return;
      connection.makeRoom();
    }
  }
}
