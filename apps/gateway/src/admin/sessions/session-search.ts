import { type SessionQuery } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { sessionKey } from '../../data-plane/affinity/session-key';
import { type SessionFilter, StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { InvalidRequest } from '../requests/invalid-request';
import { cursorText, FIRST_PAGE, type PageCursor, readCursor } from './page-cursor';

/** Parts of the store's list that one page looks at: a search through a million sessions takes several pages. */
const MAX_PARTS = 20;

/** The sessions of a page, and the cursor of the next one. */
interface Found {
  readonly sessions: readonly StickySession[];
  readonly next: string | undefined;
}

/** Looks for sticky sessions as operators do. */
@Injectable()
export class SessionSearch {
  constructor(
    private readonly store: StickySessionStore,
    private readonly configurator: GatewayConfigurator,
  ) {}

  /**
   * Returns one page. If the query names a key, the sessions of exactly this key come first; then those of keys
   * that begin with it.
   *
   * @throws InvalidRequest for an `after` that never was a `next`.
   */
  async page({ key, rule, backend, after, limit }: SessionQuery): Promise<Found> {
    const start = after === undefined ? FIRST_PAGE : readCursor(after);
    if (start === undefined)
      throw new InvalidRequest([
        { loc: ['query', 'after'], msg: 'is not the `next` of a page', type: 'value_error' },
      ]);
    const exact = after === undefined ? await this.exact(key, rule, backend) : [];
    const known = new Set(key === undefined ? [] : this.keysOf(key, rule));
    const filter = { keyPrefix: key, rule, backendId: backend };
    const found = await this.scan(start, filter, (session) => !known.has(session.key), limit - exact.length);
    return { sessions: [...exact, ...found.sessions], next: found.next };
  }

  private async exact(key?: string, rule?: string, backend?: string): Promise<StickySession[]> {
    if (key === undefined || key === '') return [];
    const found = await Promise.all(this.keysOf(key, rule).map(async (own) => this.store.find(own)));
    return found.flatMap((session) =>
      session === undefined || (backend !== undefined && session.backendId !== backend) ? [] : session,
    );
  }

  private keysOf(key: string, rule?: string): string[] {
    const { affinity, pools } = this.configurator.running;
    const rules = affinity.filter(({ name }) => rule === undefined || name === rule);
    return rules.flatMap(({ name }) => pools.map((pool) => sessionKey(name, pool.name, key)));
  }

  private async scan(
    start: PageCursor,
    filter: SessionFilter,
    isWanted: (session: StickySession) => boolean,
    limit: number,
  ): Promise<Found> {
    const sessions: StickySession[] = [];
    let at = start;
    for (let parts = 0; parts < MAX_PARTS; parts++) {
      const { items, next } = await this.store.list(at.part, filter);
      for (let index = at.skip; index < items.length; index++) {
        if (sessions.length >= limit) return { sessions, next: cursorText({ part: at.part, skip: index }) };
        if (isWanted(items[index])) sessions.push(items[index]);
      }
      if (next === undefined) return { sessions, next: undefined };
      at = { part: next, skip: 0 };
      // Requests go first.
      await new Promise(setImmediate);
    }
    return { sessions, next: cursorText(at) };
  }
}
