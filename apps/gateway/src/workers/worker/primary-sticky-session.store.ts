import { StoreUnavailableError } from '../../data-plane/errors/availability.errors';
import { type Clock } from '../../platform/clock';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type CreateResult, type HeldLease } from '../../data-plane/affinity/session-transitions';
import { type RemoteStoreCall } from '../../data-plane/affinity/stores/handover/remote-store-call';
import {
  type Claim,
  type KeyListener,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../data-plane/affinity/sticky-session.store';
import { type SessionOrigin, type StickySession } from '../../data-plane/affinity/sticky-session';
import { poolOf, ruleOf } from '../../data-plane/affinity/session-key';
import { NearCache } from '../../data-plane/affinity/stores/near-cache';
import { touchInterval } from '../../data-plane/affinity/stores/touch-interval';
import { Touches } from '../../data-plane/affinity/stores/touches';
import { type PrimaryLink } from '../topics';

/**
 * Sticky sessions that the primary remembers for all workers. It decides every change; what was found once is answered
 * from memory until the primary reports a change.
 */
export class PrimaryStickySessionStore extends StickySessionStore {
  override readonly isCached = true;
  whenDown: StoreOutageMode = 'useLastKnown';
  private readonly near: NearCache;
  private readonly touches: Touches;
  private readonly idle = new Map<string, number>();
  /** Rules and pools that were complete when the primary last answered that a key has no session. */
  private readonly complete = new Set<string>();
  private readonly keyListeners: KeyListener[] = [];

  constructor(
    private readonly link: PrimaryLink,
    private readonly clock: Clock,
    /** Sessions of each rule and pool that are kept in this process, too. */
    nearCache: number,
  ) {
    super();
    this.near = new NearCache(clock, nearCache);
    this.touches = new Touches(clock, ({ key, generation }) => link.notify('touch', { key, generation }));
    link.on('sessionChanged', (key) => this.outdated(key));
    link.on('sessionsShared', (areShared) => this.shared(areShared));
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

  findFresh(key: string): Promise<StickySession | undefined> {
    return this.read(key);
  }

  claim(key: string, backendId: string, origin: SessionOrigin = 'claim'): Promise<Claim> {
    return this.change<Claim>(key, { method: 'claim', args: [key, backendId, origin] }, sessionOf);
  }

  begin(key: string, backendId: string): Promise<Claim> {
    return this.change<Claim>(key, { method: 'begin', args: [key, backendId] }, sessionOf);
  }

  renew(held: HeldLease): Promise<StickySession> {
    return this.change(held.session.key, { method: 'renew', args: [held] }, itself);
  }

  prove(session: StickySession): Promise<StickySession> {
    return this.change(session.key, { method: 'prove', args: [session] }, itself);
  }

  settle(session: StickySession, result: CreateResult): Promise<boolean> {
    return this.change<boolean>(session.key, { method: 'settle', args: [session, result] }, nothing);
  }

  confirm(session: StickySession, origin: SessionOrigin): Promise<boolean> {
    return this.change<boolean>(session.key, { method: 'confirm', args: [session, origin] }, nothing);
  }

  touch(session: StickySession): void {
    const interval = touchInterval(this.idle.get(ruleOf(session.key))!);
    if (this.clock.wallTime() - session.lastUsedAt < interval) return;
    if (this.touches.add(session)) this.near.use(session);
  }

  async move(
    session: StickySession,
    backendId: string,
    origin: SessionOrigin,
    holds = 0,
  ): Promise<StickySession | undefined> {
    const args = [session, backendId, origin, holds];
    const call: RemoteStoreCall = { method: 'move', args };
    // On its way, `undefined` can become `null`.
    return (
      (await this.change<StickySession | null | undefined>(session.key, call, (moved) => moved)) ?? undefined
    );
  }

  forget(session: StickySession): Promise<boolean> {
    return this.change<boolean>(session.key, { method: 'forget', args: [session] }, nothing);
  }

  poolsOf(rule: string): Promise<readonly string[]> {
    return this.asking(this.link.request('sessionPools', rule));
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    return this.asking(this.link.request('sessionCounts', undefined));
  }

  async list(cursor: string | undefined, filter: SessionFilter): Promise<Page<StickySession>> {
    return this.asking(this.link.request('sessionList', { cursor, filter }));
  }

  isComplete(rule: string, pool: string): boolean {
    return this.complete.has(`${rule}/${pool}`);
  }

  override onKeyChanged(listener: KeyListener): void {
    this.keyListeners.push(listener);
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
      if (session === undefined)
        this.complete[found === true ? 'add' : 'delete'](`${ruleOf(key)}/${poolOf(key)}`);
      return session;
    } catch (cause) {
      this.near.giveUp(key, call);
      throw new StoreUnavailableError({ cause });
    }
  }

  private outdated(key: string): void {
    this.near.invalidate(key);
    for (const listener of this.keyListeners) listener(key);
  }

  /** As long as another process changes sessions too, the primary reports no changes. */
  private shared(areShared: boolean): void {
    this.near.suspend(areShared);
    for (const listener of this.keyListeners) listener(undefined);
  }

  /** Has the primary change a session. Without an answer, nothing is known of the session any more. */
  private async change<T>(
    key: string,
    storeCall: RemoteStoreCall,
    standing: (answer: T) => StickySession | null | undefined,
  ): Promise<T> {
    const call = this.near.begin(key);
    try {
      const answer = (await this.link.request('storeCall', storeCall)) as T;
      this.near.end(key, call, standing(answer) ?? undefined);
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

function sessionOf({ session }: Claim): StickySession {
  return session;
}

function itself(session: StickySession): StickySession {
  return session;
}

/** Only the primary knows what stands. */
function nothing(): undefined {
  return undefined;
}
