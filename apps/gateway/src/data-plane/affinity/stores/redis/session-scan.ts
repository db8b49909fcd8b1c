import { StoreUnavailableError } from '../../../errors/availability.errors';
import { type Clock } from '../../../../platform/clock';
import { type RedisAccess } from '../../../../platform/redis/redis-access';
import { type Page, type SessionFilter } from '../../sticky-session.store';
import { type StickySession } from '../../sticky-session';
import { sessionPasses } from '../session.filter';
import { type RedisKeys } from './redis-key';
import { readRecord } from './redis-record';

/** Keys that Redis looks at for one page. */
const PAGE_KEYS = 1_000;

/** Pages that a count reads at most, and for how many milliseconds it stays true. */
const MAX_PAGES = 1_000;
const COUNT_LASTS = 10_000;

/** Looks through the sessions in Redis, a bounded number at a time. */
export class SessionScan {
  private counting: Promise<ReadonlyMap<string, number>> | undefined;
  private countedAt = -Infinity;

  constructor(
    private readonly connection: RedisAccess,
    private readonly keys: RedisKeys,
    private readonly clock: Clock,
  ) {}

  async page(cursor: string | undefined, filter: SessionFilter): Promise<Page<StickySession>> {
    const pattern = this.keys.pattern(filter.rule, filter.pool, filter.keyPrefix);
    try {
      const { keys, next } = await this.connection.scan(cursor, pattern, PAGE_KEYS);
      // One by one, since in a cluster they are not all in one place; they are sent together all the same.
      const sessions = await Promise.all(keys.map((redisKey) => this.read(redisKey)));
      const items = sessions.filter((session) => session !== undefined);
      const passing = items.filter((session) => sessionPasses(session, filter));
      return { items: passing, next };
    } catch (cause) {
      throw new StoreUnavailableError({ cause });
    }
  }

  /** Sessions by backend, as they were a few seconds ago; all who ask at once share one count. */
  counts(): Promise<ReadonlyMap<string, number>> {
    if (this.counting === undefined || this.clock.now() - this.countedAt > COUNT_LASTS) {
      this.countedAt = this.clock.now();
      this.counting = this.count();
      this.counting.catch(() => (this.counting = undefined));
    }
    return this.counting;
  }

  private async count(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    let next: string | undefined;
    for (let page = 0; page === 0 || (next !== undefined && page < MAX_PAGES); page++) {
      const { items, ...rest } = await this.page(next, {});
      for (const { backendId } of items) counts.set(backendId, (counts.get(backendId) ?? 0) + 1);
      next = rest.next;
    }
    return counts;
  }

  private async read(redisKey: string): Promise<StickySession | undefined> {
    const key = this.keys.sessionKeyOf(redisKey);
    const record = await this.connection.call<string | null>(['GET', redisKey]);
    return key === undefined || record === null ? undefined : readRecord(key, record);
  }
}
