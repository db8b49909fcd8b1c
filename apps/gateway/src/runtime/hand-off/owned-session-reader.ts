import { Injectable } from '@nestjs/common';
import { poolOf } from '../../data-plane/affinity/session-key';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { LeastRecentlyUsed } from './least-recently-used';

/** Reads the sessions of one pool, a part at a time. `StickySessionStore.counts` has those of all pools together. */
@Injectable()
export class OwnedSessionReader {
  constructor(private readonly store: StickySessionStore) {}

  /** Sessions of the pool by backend id. */
  async counts(pool: string): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    await this.each(pool, ({ backendId }) => counts.set(backendId, (counts.get(backendId) ?? 0) + 1));
    return counts;
  }

  /**
   * The sessions that each of these backends has used least recently.
   *
   * @param sizes how many, by backend id.
   * @param skipped keys that are left out.
   */
  async leastRecentlyUsed(
    pool: string,
    sizes: ReadonlyMap<string, number>,
    skipped: ReadonlySet<string>,
  ): Promise<StickySession[]> {
    const oldest = new Map([...sizes].map(([id, size]) => [id, new LeastRecentlyUsed(size)]));
    await this.each(pool, (session) => {
      if (!skipped.has(session.key)) oldest.get(session.backendId)?.add(session);
    });
    const found = [...oldest.values()].flatMap(({ sessions }) => sessions);
    return found.sort((one, other) => one.lastUsedAt - other.lastUsedAt);
  }

  private async each(pool: string, visit: (session: StickySession) => void): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await this.store.list(cursor, { pool });
      for (const session of page.items) if (poolOf(session.key) === pool) visit(session);
      cursor = page.next;
      // The store may be in this process. Requests are served between two parts.
      await new Promise((resolve) => setImmediate(resolve));
    } while (cursor !== undefined);
  }
}
