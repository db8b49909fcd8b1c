import { OwnerUnavailableError } from '../../errors/availability.errors';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';
import { type Exchange, type OwnershipTracker } from '../../exchange/exchange';
import { hashOf } from '../../hashing/key-hash';
import { RendezvousTable } from '../../hashing/rendezvous-table';
import { type OwnerUnavailableSettings } from '../owner-unavailable-policy';
import { isSafe } from '../../http-methods';

/** The hash of the key names the owner among all backends of the pool, the same in every gateway: nothing is remembered. */
export class HashMode {
  private readonly tables = new WeakMap<Pool, { of: readonly Backend[]; table: RendezvousTable }>();

  constructor(
    readonly rule: string,
    private readonly ownerDown: OwnerUnavailableSettings,
  ) {}

  /** The backend that the key names, whatever it is fit for; undefined in a pool without any. */
  named({ pool }: Exchange, key: string): Backend | undefined {
    return pool.backends.length === 0 ? undefined : this.tableOf(pool).ownerOf(hashOf(key));
  }

  /** @throws OwnerUnavailableError */
  ownerOf(exchange: Exchange, key: string): Backend | undefined {
    const { pool, head } = exchange;
    exchange.rule = this.rule;
    const owner = this.named(exchange, key);
    if (owner === undefined) return undefined;
    const whenDown = isSafe(head.method) ? this.ownerDown.reads : this.ownerDown.writes;
    const isStrict = whenDown === 'strict';
    exchange.reason = 'hash';
    exchange.allowsFallback = !isStrict;
    exchange.ownershipTracker = new HashKeeping(exchange);
    if (owner.acceptsOwnedRequests && (isStrict || owner.isAvailable)) return owner;
    if (isStrict) throw new OwnerUnavailableError();
    exchange.ownershipTracker.onOwnerAbandoned();
    return this.next(pool, key);
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
  constructor(private readonly exchange: Exchange) {}

  onResponseHead(): boolean {
    return false;
  }

  onOwnerAbandoned(): void {
    const { exchange } = this;
    exchange.owner = undefined;
    exchange.allowsFallback = false;
    exchange.reason = 'fallback';
  }

  onComplete(): void {
    // Nothing is remembered.
  }
}
