import { StoreUnavailableError } from '../../data-plane/errors/availability.errors';
import { type Clock } from '../../platform/clock';
import { type MaybePromise } from '../../platform/maybe-promise';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../data-plane/affinity/sticky-session.store';
import { type SessionOrigin, type StickySession } from '../../data-plane/affinity/sticky-session';
import { ruleOf } from '../../data-plane/affinity/session-key';
import { NearCache } from '../../data-plane/affinity/stores/near-cache';
import { touchInterval } from '../../data-plane/affinity/stores/touch-interval';
import { Touches } from '../../data-plane/affinity/stores/touches';
import { type PrimaryLink } from '../topics';

/**
 * Sticky sessions that the primary remembers for all workers. It decides every change; what was found once is answered
 * from memory until it says that somebody has changed it.
 */
export class PrimaryStickySessionStore extends StickySessionStore {
  whenDown: StoreOutageMode = 'useLastKnown';
  private readonly near: NearCache;
  private readonly touches: Touches;
  private readonly idle = new Map<string, number>();
  /** Rules of which the primary knew all when it last said that it does not know a key. */
  private readonly complete = new Set<string>();

  constructor(
    private readonly link: PrimaryLink,
    private readonly clock: Clock,
    /** Sessions of each rule that are kept in this process, too. */
    nearCache: number,
  ) {
    super();
    this.near = new NearCache(clock, nearCache);
    this.touches = new Touches(clock, ({ key, version }) => link.notify('touch', { key, version }));
    link.on('sessionChanged', (key) => this.near.invalidate(key));
    link.on('sessionsShared', (areShared) => this.near.suspend(areShared));
  }

  get isReachable(): boolean {
    return this.link.isOpen;
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const { name, idleTimeout } of rules) this.idle.set(name, idleTimeout);
    this.near.apply(rules);
  }

  find(key: string): MaybePromise<StickySession | undefined> {
    return this.near.find(key) ?? this.read(key);
  }

  claim(key: string, backendId: string, how: SessionOrigin = 'claim'): Promise<Claim> {
    return this.changing(
      key,
      () => this.link.request('claim', { key, backendId, how }),
      ({ session }) => session,
    );
  }

  async confirm(session: StickySession, how: SessionOrigin): Promise<boolean> {
    return (await this.move(session, session.backendId, how)) !== undefined;
  }

  touch(session: StickySession): void {
    const interval = touchInterval(this.idle.get(ruleOf(session.key))!);
    if (this.clock.wallTime() - session.lastUsedAt < interval) return;
    if (this.touches.add(session)) this.near.use(session);
  }

  move(session: StickySession, backendId: string, how: SessionOrigin): Promise<StickySession | undefined> {
    return this.changing(
      session.key,
      () => this.link.request('move', { session, backendId, how }),
      (moved) => moved,
    );
  }

  forget(session: StickySession): Promise<boolean> {
    return this.changing(
      session.key,
      () => this.link.request('forget', session),
      () => undefined,
    );
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    return this.asking(this.link.request('sessionCounts', undefined));
  }

  async list(cursor: string | undefined, filter: SessionFilter): Promise<Page<StickySession>> {
    return this.asking(this.link.request('sessionList', { cursor, filter }));
  }

  isComplete(rule: string): boolean {
    return this.complete.has(rule);
  }

  /** Sends the touches that are waiting, at once. */
  flush(): void {
    this.touches.sendAll();
  }

  private async read(key: string): Promise<StickySession | undefined> {
    const call = this.near.begin(key);
    try {
      const found = await this.link.request('find', key);
      const session = typeof found === 'object' ? found : undefined;
      this.near.end(key, call, session);
      if (session === undefined) this.complete[found === true ? 'add' : 'delete'](ruleOf(key));
      return session;
    } catch (cause) {
      this.near.giveUp(key, call);
      throw new StoreUnavailableError({ cause });
    }
  }

  /** Has the primary change a session, of which nothing is known any more when no answer comes. */
  private async changing<T>(
    key: string,
    ask: () => Promise<T>,
    standing: (answer: T) => StickySession | undefined,
  ): Promise<T> {
    const call = this.near.begin(key);
    try {
      const answer = await ask();
      this.near.end(key, call, standing(answer));
      return answer;
    } catch (cause) {
      this.near.invalidate(key);
      throw new StoreUnavailableError({ cause });
    }
  }

  private asking<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((cause: unknown) => Promise.reject(new StoreUnavailableError({ cause })));
  }
}
