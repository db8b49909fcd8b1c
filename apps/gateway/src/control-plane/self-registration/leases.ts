import { type BackendSettings } from '../../data-plane/upstream/backend';
import { backendKey } from '../../data-plane/upstream/operator-overrides';

/** A backend that has announced itself, and until when that counts. */
export interface Lease {
  readonly pool: string;
  readonly backend: BackendSettings;
  /** How long an announcement counts, in milliseconds. */
  readonly ttl: number;
  /** On the monotonic clock. */
  readonly until: number;
  /** True if it was announced to this gateway, and not to another one. */
  readonly isOwn: boolean;
}

/** Longer between two looks, and this process was stopped or had no time: others may have had no chance to be heard. */
const LATE_MS = 1_000;

/** Who has announced itself, as long as that counts. No larger than it may be. */
export class Leases {
  private readonly byBackend = new Map<string, Lease>();
  private lookedAt = Infinity;

  get size(): number {
    return this.byBackend.size;
  }

  get all(): Iterable<readonly [key: string, lease: Lease]> {
    return this.byBackend;
  }

  get(key: string): Lease | undefined {
    return this.byBackend.get(key);
  }

  /** In an order that is the same at all gateways. */
  of(pool: string): BackendSettings[] {
    return [...this.byBackend.values()]
      .filter((lease) => lease.pool === pool)
      .map(({ backend }) => backend)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Begins or renews a lease; returns true if the subscribers must get the change. */
  take(lease: Lease): boolean {
    const key = backendKey(lease.pool, lease.backend.id);
    const before = this.byBackend.get(key)?.backend;
    const isSame = before?.url === lease.backend.url && before.weight === lease.backend.weight;
    this.byBackend.set(key, isSame ? { ...lease, backend: before } : lease);
    return !isSame;
  }

  drop(key: string): Lease | undefined {
    const lease = this.byBackend.get(key);
    this.byBackend.delete(key);
    return lease;
  }

  /**
   * Ends those whose time is over, and answers them. To be called often.
   *
   * @param onlyOwn whether those that were announced elsewhere cannot be heard of at the moment; they stay.
   */
  expire(now: number, onlyOwn: boolean): Lease[] {
    const isLate = now - this.lookedAt > LATE_MS;
    this.lookedAt = now;
    const ended: Lease[] = [];
    for (const [key, lease] of this.byBackend) {
      if (isLate || (onlyOwn && !lease.isOwn))
        this.byBackend.set(key, { ...lease, until: Math.max(lease.until, now + lease.ttl) });
      else if (lease.until <= now) ended.push(lease);
    }
    for (const { pool, backend } of ended) this.byBackend.delete(backendKey(pool, backend.id));
    return ended;
  }
}
