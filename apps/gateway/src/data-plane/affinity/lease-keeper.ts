import { type Clock, type Timer } from '../../platform/clock';
import { isPromise } from '../../platform/maybe-promise';
import { LEASE_MS, type StickySession } from './sticky-session';
import { type StickySessionStore } from './sticky-session.store';

const RENEW_INTERVAL_MS = LEASE_MS / 3;
/** Between two attempts to restore leases after a loss. */
const RETRY_INTERVAL_MS = 200;

/** One creating request under way. */
export interface Lease {
  /** The session that counts the request. */
  session: StickySession;
  /**
   * True if the request goes to the backend of the session. Before that, its proof of absence renews the
   * session.
   */
  isSent: boolean;
}

/**
 * Keeps the leases of creating requests alive, and restores them after the store has lost them: another create would find
 * no claim, and no backend would know of the resource yet. No larger than the number of requests in flight.
 */
export class LeaseKeeper {
  /** Number of leases that ran out although their requests were under way. */
  lapses = 0;
  private readonly leases = new Set<Lease>();
  private timer: Timer | undefined;
  private retry: Timer | undefined;

  constructor(
    private readonly store: StickySessionStore,
    private readonly clock: Clock,
  ) {
    store.whenAllLost(() => this.restore());
  }

  /** Creating requests under way. */
  get size(): number {
    return this.leases.size;
  }

  /** A creating request has begun under this session. */
  hold(session: StickySession): Lease {
    const lease: Lease = { session, isSent: false };
    this.leases.add(lease);
    this.timer ??= this.clock.every(RENEW_INTERVAL_MS, () => void this.renewAll(false));
    return lease;
  }

  release(lease: Lease): void {
    this.leases.delete(lease);
    if (this.leases.size > 0) return;
    this.timer?.cancel();
    this.retry?.cancel();
    this.timer = this.retry = undefined;
  }

  private restore(): void {
    this.retry?.cancel();
    this.retry = undefined;
    if (this.leases.size === 0) return;
    void this.renewAll(true).then((areRenewed) => {
      if (areRenewed || this.leases.size === 0) return;
      this.retry ??= this.clock.after(RETRY_INTERVAL_MS, () => this.restore());
    });
  }

  /** @returns false if the store was unavailable for one of them. */
  private async renewAll(afterLoss: boolean): Promise<boolean> {
    const renewals = this.leasesBySession().map((leases) => this.renew(leases, afterLoss));
    return (await Promise.all(renewals)).every((isRenewed) => isRenewed);
  }

  private async renew(leases: readonly Lease[], afterLoss: boolean): Promise<boolean> {
    const [{ session }] = leases;
    try {
      const renewed = this.store.renew({ session, requests: leases.length, takesOver: afterLoss });
      const standing = isPromise(renewed) ? await renewed : renewed;
      this.note(leases, standing, afterLoss);
      return true;
    } catch {
      return false;
    }
  }

  private note(leases: readonly Lease[], standing: StickySession, afterLoss: boolean): void {
    const [{ session }] = leases;
    if (!afterLoss && standing.generation !== session.generation) this.lapses++;
    if (standing.backendId !== session.backendId) return;
    // A request that has begun elsewhere meanwhile is counted there.
    for (const lease of leases) if (lease.session.generation === session.generation) lease.session = standing;
  }

  /** The creating requests under way, together if the same session counts them. */
  private leasesBySession(): Lease[][] {
    const bySession = new Map<string, Lease[]>();
    for (const lease of this.leases) {
      if (!lease.isSent) continue;
      const name = `${lease.session.generation} ${lease.session.key}`;
      const known = bySession.get(name);
      if (known === undefined) bySession.set(name, [lease]);
      else known.push(lease);
    }
    return [...bySession.values()];
  }
}
