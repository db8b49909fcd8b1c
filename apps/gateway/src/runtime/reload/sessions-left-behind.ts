import { Injectable } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway-config';
import { type ConfigWarning } from '../../config/located-issue';
import { poolsOf } from '../../data-plane/affinity/former-pools';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';

/** Parts of the list of sessions that one count reads. */
const MAX_PARTS = 1_000;

type Routing = Pick<GatewayConfig, 'affinity' | 'routes' | 'pools'>;

/** Counts the sessions that stay in a pool after a reload has given their route another pool. */
@Injectable()
export class SessionsLeftBehind {
  constructor(private readonly store: StickySessionStore) {}

  /** A warning for each rule and former pool with sessions, or with an unknown number while the store is unavailable. */
  async warningsAfter(before: Routing, after: Routing, file: string): Promise<ConfigWarning[]> {
    const warnings: ConfigWarning[] = [];
    for (const { name: rule } of after.affinity) {
      const routed = poolsOf(rule, after.routes);
      for (const pool of poolsOf(rule, before.routes)) {
        if (routed.size === 0 || routed.has(pool)) continue;
        const count = await this.count(rule, pool);
        if (count === 0) continue;
        const isConfigured = after.pools.some(({ name }) => name === pool);
        warnings.push({ file, path: 'routes', message: messageOf(rule, pool, count, isConfigured) });
      }
    }
    return warnings;
  }

  private async count(rule: string, pool: string): Promise<number | undefined> {
    let count = 0;
    let cursor: string | undefined;
    try {
      for (let part = 0; part < MAX_PARTS; part++) {
        const { items, next } = await this.store.list(cursor, { rule, pool });
        count += items.length;
        if (next === undefined) return count;
        cursor = next;
        // Requests go first.
        await new Promise(setImmediate);
      }
      return count;
    } catch {
      return undefined;
    }
  }
}

function messageOf(rule: string, pool: string, count: number | undefined, isConfigured: boolean): string {
  const sessions = `${count ?? 'an unknown number of'} ${count === 1 ? 'session' : 'sessions'} of rule ${rule}`;
  return isConfigured
    ? `${sessions} ${count === 1 ? 'stays' : 'stay'} in pool ${pool}, which no route of the rule leads to any more; the pool serves them as long as it is configured`
    : `${sessions} cannot be served: the owners are in pool ${pool}, which is no longer configured; restore the pool until its sessions have ended`;
}
