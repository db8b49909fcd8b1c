import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../../ports/clock';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
} from '../../sticky-session.store';
import { type SessionOrigin, stateAfter, type StickySession } from '../../sticky.session';

/** Moving a session to the young end on every request would cost more than the order is worth. */
const TOUCH_INTERVAL_MS = 1_000;

/** How many sessions one page looks at. */
const PAGE = 1_000;

/** The sessions of one rule, in the order of their last use, oldest first. */
interface Table {
  limits: SessionLimits;
  readonly sessions: Map<string, MemorySession>;
}

/** A session, and its last use on the monotonic clock of this process. */
interface MemorySession extends StickySession {
  lastUsedAt: number;
  usedAt: number;
}

/** Sticky sessions in this process: bounded in number, forgotten when idle, the longest unused first to go. */
@Injectable()
export class MemoryStickySessionStore extends StickySessionStore {
  readonly whenDown = 'lastKnown';
  readonly isReachable = true;
  private readonly tables = new Map<string, Table>();
  private readonly owned = new Map<string, number>();
  private versions = 0;

  constructor(@Inject(Clock) private readonly clock: Clock) {
    super();
  }

  get size(): number {
    return [...this.tables.values()].reduce((sum, { sessions }) => sum + sessions.size, 0);
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const limits of rules) {
      const known = this.tables.get(limits.name);
      if (known === undefined) this.tables.set(limits.name, { limits, sessions: new Map() });
      else known.limits = limits;
    }
  }

  find(key: string): StickySession | undefined {
    const table = this.tableOf(key);
    const session = table.sessions.get(key);
    if (session === undefined || !this.isIdle(session, table)) return session;
    this.delete(session);
    return undefined;
  }

  claim(key: string, backendId: string, how: SessionOrigin = 'claim'): Claim {
    const standing = this.find(key);
    if (standing !== undefined) return { session: standing, won: false };
    this.makeRoom(this.tableOf(key));
    return { session: this.put(key, backendId, how, this.clock.wallTime()), won: true };
  }

  confirm(session: StickySession, how: SessionOrigin): boolean {
    if (!this.stands(session)) return false;
    this.replace(session, session.backendId, how);
    return true;
  }

  touch(session: StickySession): void {
    const now = this.clock.now();
    const { sessions } = this.tableOf(session.key);
    const standing = sessions.get(session.key);
    if (standing?.version !== session.version || now - standing.usedAt < TOUCH_INTERVAL_MS) return;
    standing.usedAt = now;
    standing.lastUsedAt = this.clock.wallTime();
    sessions.delete(session.key);
    sessions.set(session.key, standing);
  }

  move(session: StickySession, toBackendId: string, how: SessionOrigin): StickySession | undefined {
    return this.stands(session) ? this.replace(session, toBackendId, how) : undefined;
  }

  forget(session: StickySession): boolean {
    const stands = this.stands(session);
    if (stands) this.delete(session);
    return stands;
  }

  counts(): ReadonlyMap<string, number> {
    return this.owned;
  }

  list(cursor: string | undefined, { rule, keyPrefix, backendId }: SessionFilter): Page<StickySession> {
    const from = Number(cursor ?? 0);
    const all = [...this.tables.values()].flatMap(({ sessions }) => [...sessions.values()]);
    const items = all.slice(from, from + PAGE).filter((session) => {
      const slash = session.key.indexOf('/');
      if (rule !== undefined && session.key.slice(0, slash) !== rule) return false;
      if (keyPrefix !== undefined && !session.key.startsWith(keyPrefix, slash + 1)) return false;
      return backendId === undefined || session.backendId === backendId;
    });
    return { items, next: from + PAGE < all.length ? String(from + PAGE) : undefined };
  }

  isComplete(): boolean {
    return false;
  }

  /** A key begins with the name of its rule; see `sessionKey`. */
  private tableOf(key: string): Table {
    return this.tables.get(key.slice(0, key.indexOf('/')))!;
  }

  private stands(session: StickySession): boolean {
    return this.tableOf(session.key).sessions.get(session.key)?.version === session.version;
  }

  private isIdle(session: MemorySession, { limits }: Table): boolean {
    return this.clock.now() - session.usedAt > limits.idle;
  }

  private makeRoom(table: Table): void {
    for (const oldest of table.sessions.values()) {
      if (table.sessions.size < table.limits.max && !this.isIdle(oldest, table)) return;
      this.delete(oldest);
    }
  }

  private replace(session: StickySession, backendId: string, how: SessionOrigin): StickySession {
    this.delete(this.tableOf(session.key).sessions.get(session.key)!);
    return this.put(session.key, backendId, how, session.createdAt);
  }

  private put(key: string, backendId: string, how: SessionOrigin, createdAt: number): StickySession {
    const session = {
      key,
      backendId,
      version: ++this.versions,
      state: stateAfter(how),
      how,
      createdAt,
      lastUsedAt: this.clock.wallTime(),
      usedAt: this.clock.now(),
    };
    this.tableOf(key).sessions.set(key, session);
    this.owned.set(backendId, (this.owned.get(backendId) ?? 0) + 1);
    return session;
  }

  private delete(session: StickySession): void {
    this.tableOf(session.key).sessions.delete(session.key);
    const left = this.owned.get(session.backendId)! - 1;
    if (left === 0) this.owned.delete(session.backendId);
    else this.owned.set(session.backendId, left);
  }
}
