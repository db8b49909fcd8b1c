import { type OnApplicationShutdown } from '@nestjs/common';
import { inBatches } from '../../../../platform/batches';
import { isPromise, type MaybePromise } from '../../../../platform/maybe-promise';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../sticky-session.store';
import { type CreateResult, type HeldLease } from '../../session-transitions';
import { type SessionOrigin, type StickySession } from '../../sticky-session';
import { type MemoryStickySessionStore } from '../memory/memory-sticky-session.store';
import { type LastSessions } from './inherited-sessions';
import { rowOf, type SessionRow } from './session-row';
import { execute, type RemoteStoreCall } from './remote-store-call';

/** Who does what a store does. */
export type RemoteExecutor = (call: RemoteStoreCall) => MaybePromise<unknown>;

/** Sessions of one batch. Other work runs between two batches. */
const ROWS_AT_ONCE = 1_000;
/**
 * The old process sends changes while it serves requests. It stops when so few are left that requests can wait
 * for the rest, or after this many rounds.
 */
const FEW = 1_000;
const ROUNDS = 5;

/**
 * Sessions in this process that a new process can take over. The old process sends them while it serves
 * requests, then requests wait for a moment. From then on, it asks the new process, so that there is only one
 * table at any time.
 */
export class TransferableStickySessionStore extends StickySessionStore implements OnApplicationShutdown {
  readonly isReachable = true;
  /**
   * Called and awaited before another process may change the sessions, and called again if the handover is
   * cancelled.
   */
  onShared: (areShared: boolean) => Promise<void> = () => Promise.resolve();
  /** The process that has taken over the table; undefined while the own table is in use. */
  private elsewhere: RemoteExecutor | undefined;
  private decide: ((performer: RemoteExecutor) => void) | undefined;
  private readonly executeLocally: RemoteExecutor = (call) => execute(this.own, call);

  /** @param own the table of this process. */
  constructor(readonly own: MemoryStickySessionStore) {
    super();
  }

  get whenDown(): StoreOutageMode {
    return this.own.whenDown;
  }

  set whenDown(mode: StoreOutageMode) {
    this.own.whenDown = mode;
  }

  apply(rules: readonly SessionLimits[]): void {
    this.own.apply(rules);
  }

  find(key: string): MaybePromise<StickySession | undefined> {
    return this.elsewhere === undefined ? this.own.find(key) : this.ask('find', key);
  }

  findFresh(key: string): MaybePromise<StickySession | undefined> {
    return this.find(key);
  }

  claim(key: string, backendId: string, origin: SessionOrigin = 'claim'): MaybePromise<Claim> {
    return this.elsewhere === undefined
      ? this.own.claim(key, backendId, origin)
      : this.ask('claim', key, backendId, origin);
  }

  begin(key: string, backendId: string): MaybePromise<Claim> {
    return this.elsewhere === undefined ? this.own.begin(key, backendId) : this.ask('begin', key, backendId);
  }

  renew(held: HeldLease): MaybePromise<StickySession> {
    return this.elsewhere === undefined ? this.own.renew(held) : this.ask('renew', held);
  }

  prove(session: StickySession): MaybePromise<StickySession> {
    return this.elsewhere === undefined ? this.own.prove(session) : this.ask('prove', session);
  }

  settle(session: StickySession, result: CreateResult): MaybePromise<boolean> {
    return this.elsewhere === undefined
      ? this.own.settle(session, result)
      : this.ask('settle', session, result);
  }

  confirm(session: StickySession, origin: SessionOrigin): MaybePromise<boolean> {
    return this.elsewhere === undefined
      ? this.own.confirm(session, origin)
      : this.ask('confirm', session, origin);
  }

  touch(session: StickySession): void {
    if (this.elsewhere === undefined) return this.own.touch(session);
    const touched: unknown = this.ask('touch', session);
    if (isPromise(touched)) touched.then(undefined, () => undefined);
  }

  move(
    session: StickySession,
    backendId: string,
    origin: SessionOrigin,
    holds = 0,
  ): MaybePromise<StickySession | undefined> {
    return this.elsewhere === undefined
      ? this.own.move(session, backendId, origin, holds)
      : this.ask('move', session, backendId, origin, holds);
  }

  forget(session: StickySession): MaybePromise<boolean> {
    return this.elsewhere === undefined ? this.own.forget(session) : this.ask('forget', session);
  }

  counts(): ReadonlyMap<string, number> {
    return this.own.counts();
  }

  list(cursor: string | undefined, filter: SessionFilter): Page<StickySession> {
    return this.own.list(cursor, filter);
  }

  poolsOf(rule: string): readonly string[] {
    return this.own.poolsOf(rule);
  }

  isComplete(rule: string, pool: string): boolean {
    return this.own.isComplete(rule, pool);
  }

  /**
   * Tells all sessions, and what changes meanwhile. When it resolves, requests wait for `delegateTo` or `cancelHandover`.
   *
   * @param tell resolves when they are remembered.
   * @throws what `tell` throws; call `cancelHandover` then.
   */
  async export(tell: (rows: readonly SessionRow[]) => Promise<unknown>): Promise<LastSessions> {
    let changed = new Set<string>();
    this.elsewhere = (call) => {
      if (call.method !== 'find' && call.method !== 'touch') changed.add(keyOf(call));
      return this.executeLocally(call);
    };
    for (const sessions of inBatches(this.own.sessions(), ROWS_AT_ONCE)) await tell(sessions.map(rowOf));
    for (let round = 0; changed.size > FEW && round < ROUNDS; round++) {
      const keys = changed;
      changed = new Set();
      for (const some of inBatches(keys, ROWS_AT_ONCE)) await tell(some.map((key) => this.rowAt(key)));
    }
    await this.onShared(true);
    const decision = new Promise<RemoteExecutor>((resolve) => (this.decide = resolve));
    this.elsewhere = (call) => decision.then((performer) => performer(call));
    return { rows: [...changed].map((key) => this.rowAt(key)), completeTables: this.own.completeTables };
  }

  /** The other process has taken over: from here on it is asked, and only when it is gone the own table again. */
  delegateTo(ask: (call: RemoteStoreCall) => Promise<unknown>): void {
    this.decide?.((call) =>
      ask(call).then(
        // On its way, nothing becomes null.
        (answer) => answer ?? undefined,
        () => this.executeLocally(call),
      ),
    );
  }

  /** No process has taken over. */
  cancelHandover(): void {
    this.decide?.(this.executeLocally);
    this.elsewhere = undefined;
    void this.onShared(false);
  }

  /** If another process has taken over, it keeps the sessions. */
  async onApplicationShutdown(): Promise<void> {
    if (this.elsewhere === undefined) await this.own.onApplicationShutdown();
  }

  private ask<T>(method: RemoteStoreCall['method'], ...args: readonly unknown[]): MaybePromise<T> {
    return this.elsewhere!({ method, args }) as MaybePromise<T>;
  }

  private rowAt(key: string): SessionRow {
    const session = this.own.find(key);
    return session === undefined ? [key] : rowOf({ ...session, isRegular: false });
  }
}

function keyOf({ method, args: [first] }: RemoteStoreCall): string {
  if (method === 'renew') return (first as HeldLease).session.key;
  return typeof first === 'string' ? first : (first as StickySession).key;
}
