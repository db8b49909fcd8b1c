import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { HeldResources } from '../../runtime/hand-off/held-resources';
import { type HeldResource } from '../topics';

/** A primary that has not released a resource after so many times its patience is gone. */
const PATIENCES = 4;

/** Holds resources for the primary, which moves them. */
@Injectable()
export class HeldByPrimary {
  /** By pool and key. */
  private readonly limits = new Map<string, Timer>();

  constructor(
    private readonly held: HeldResources,
    private readonly pools: PoolTable,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** True when no request for the resource is in flight; see `HeldResources.hold`. */
  async hold({ pool: name, key, patience }: HeldResource & { readonly patience: number }): Promise<boolean> {
    const pool = this.pools.find(name);
    // Without the pool, there are no requests.
    if (pool?.resources === undefined) return true;
    const isHeld = await this.held.hold(pool, key, patience);
    if (isHeld) {
      const limit = this.clock.after(PATIENCES * patience, () => this.release({ pool: name, key }));
      this.limits.set(`${name}/${key}`, limit);
    }
    return isHeld;
  }

  release({ pool: name, key }: HeldResource): void {
    const id = `${name}/${key}`;
    this.limits.get(id)?.cancel();
    this.limits.delete(id);
    const pool = this.pools.find(name);
    if (pool !== undefined) this.held.release(pool, key);
  }
}
