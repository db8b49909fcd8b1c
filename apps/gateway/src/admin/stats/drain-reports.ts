import { ruleOf } from '../../data-plane/affinity/session-key';
import { type DrainReport } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type Backend } from '../../data-plane/upstream/backend';

/** Tells what a backend still has to do before it can be stopped, by a look at every session that it owns. */
@Injectable()
export class DrainReports {
  constructor(
    private readonly store: StickySessionStore,
    private readonly configurator: GatewayConfigurator,
  ) {}

  async of({ id, state, inFlight }: Backend): Promise<DrainReport> {
    const idle = new Map(this.configurator.running.affinity.map((rule) => [rule.name, rule.idleTimeout]));
    const report = { id, state, inFlight, ownedSessions: 0 };
    let [oldest, end] = [Infinity, 0];
    let cursor: string | undefined;
    do {
      const page = await this.store.list(cursor, { backendId: id });
      for (const { key, createdAt, lastUsedAt } of page.items) {
        report.ownedSessions++;
        oldest = Math.min(oldest, createdAt);
        end = Math.max(end, lastUsedAt + (idle.get(ruleOf(key)) ?? 0));
      }
      cursor = page.next;
      // Between two pages, requests have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    } while (cursor !== undefined);
    const owns = report.ownedSessions > 0;
    return {
      ...report,
      oldestSession: owns ? new Date(oldest).toISOString() : null,
      expectedEnd: owns ? new Date(end).toISOString() : null,
    };
  }
}
