import { type Clock, type Timer } from '../../platform/clock';
import { isPromise } from '../../platform/maybe-promise';
import { LEASE_MS, type StickySession } from './sticky-session';
import { type StickySessionStore } from './sticky-session.store';

const RENEW_INTERVAL_MS = LEASE_MS / 3;
/** Between two attempts to restore leases after a loss. */
const RETRY_INTERVAL_MS = 200;

/** Creates without a known outcome that are remembered at most; the oldest make room. */
const MAX_ABANDONED = 10_000;

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
  /**
   * The sessions of creates that have ended without a known outcome, and when their lease ends, on the monotonic clock. A
   * backend may still process them, so their lease is restored after a loss, too.
   */
  private readonly abandoned = new Map<StickySession, number>();
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
    this.timer = undefined;
    if (this.isIdle) this.endRetry();
  }

  /** The same for a request that may still be processed. */
  abandon(lease: Lease): void {
    this.forgetOldAbandoned();
    if (this.abandoned.size === MAX_ABANDONED) this.abandoned.delete(this.abandoned.keys().next().value!);
    this.abandoned.set(lease.session, this.clock.now() + LEASE_MS);
    this.release(lease);
  }

  private restore(): void {
    this.endRetry();
    this.forgetOldAbandoned();
    if (this.isIdle) return;
    void Promise.all([this.renewAll(true), this.restoreAbandoned()]).then((areRenewed) => {
      if (areRenewed.every(Boolean) || this.isIdle) return;
      this.retry ??= this.clock.after(RETRY_INTERVAL_MS, () => this.restore());
    });
  }

  private get isIdle(): boolean {
    return this.leases.size === 0 && this.abandoned.size === 0;
  }

  private endRetry(): void {
    this.retry?.cancel();
    this.retry = undefined;
  }

  private forgetOldAbandoned(): void {
    const now = this.clock.now();
    for (const [session, until] of this.abandoned) {
      if (until > now) return;
      this.abandoned.delete(session);
    }
  }

  /** The resource may appear at any time, so an earlier proof of its absence counts no longer. */
  private async restoreAbandoned(): Promise<boolean> {
    const restored = [...this.abandoned].map(async ([session, until]) => {
      try {
        const held = { session: { ...session, proven: false }, requests: 1, takesOver: true };
        const standing = await this.store.renew(held);
        // A further attempt, or another loss, is about the session that counts the request now.
        this.abandoned.delete(session);
        if (standing.backendId === session.backendId) this.abandoned.set(standing, until);
        return true;
      } catch {
        return false;
      }
    });
    return (await Promise.all(restored)).every(Boolean);
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
