import { OwnerUnavailableError } from '../../errors/availability.errors';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';
import { type Exchange } from '../../exchange/exchange';
import { type OwnershipTracker, type Placement, UNPLACED } from '../../exchange/placement';
import { hashOf } from '../../hashing/key-hash';
import { RendezvousTable } from '../../hashing/rendezvous-table';
import { actionFor, type OwnerUnavailableSettings, waitFor } from '../owner-unavailable-policy';

/** The hash of the key names the owner among all backends of the pool, the same in every gateway: nothing is remembered. */
export class HashMode {
  private readonly tables = new WeakMap<Pool, { of: readonly Backend[]; table: RendezvousTable }>();

  constructor(
    readonly rule: string,
    private readonly onOwnerUnavailable: OwnerUnavailableSettings,
  ) {}

  /** The backend that the key names, whatever it is fit for; undefined in a pool without any. */
  named({ pool }: Exchange, key: string): Backend | undefined {
    return pool.backends.length === 0 ? undefined : this.tableOf(pool).ownerOf(hashOf(key));
  }

  place(exchange: Exchange, key: string, hasWaited = false): Placement {
    const { pool, head } = exchange;
    const owner = this.named(exchange, key);
    const unplaced: Placement = { ...UNPLACED, rule: this.rule };
    if (owner === undefined) return unplaced;
    const { wait, then } = actionFor(this.onOwnerUnavailable, head.method);
    const isRefused = then === 'fail';
    const limit = hasWaited ? 0 : wait;
    const ownerWait = waitFor(owner, limit, (isOver) => this.place(exchange, key, isOver));
    const byHash: Placement = { ...unplaced, reason: 'hash', mayFallback: !isRefused, ownerWait };
    const tracker = new HashKeeping(byHash);
    if (owner.acceptsOwnedRequests && (isRefused || owner.isAvailable)) return { ...byHash, owner, tracker };
    if (!owner.acceptsOwnedRequests && ownerWait !== undefined) return { ...byHash, owner, tracker };
    if (isRefused) return { ...byHash, refusal: new OwnerUnavailableError() };
    return { ...tracker.onOwnerAbandoned(), owner: this.next(pool, key) };
  }

  /** Of those that are left, the one that all gateways find; undefined when there is none. */
  private next({ available }: Pool, key: string): Backend | undefined {
    return available.length === 0 ? undefined : new RendezvousTable(available, false).ownerOf(hashOf(key));
  }

  private tableOf(pool: Pool): RendezvousTable {
    const known = this.tables.get(pool);
    if (known?.of === pool.backends) return known.table;
    const table = new RendezvousTable(pool.backends, true);
    this.tables.set(pool, { of: pool.backends, table });
    return table;
  }
}

/** Nothing is learned; only an owner that cannot be reached is left where the rule lets it be. */
class HashKeeping implements OwnershipTracker {
  constructor(private readonly byHash: Placement) {}

  onResponseHead(): undefined {
    return undefined;
  }

  onOwnerAbandoned(): Placement {
    return { ...this.byHash, mayFallback: false, ownerWait: undefined, reason: 'fallback', tracker: this };
  }

  onComplete(): void {
    // Nothing is remembered.
  }
}
