import { prefixLength, ruleOf } from '../session-key';
import { randomInt } from 'node:crypto';
import { type Clock } from '../../../platform/clock';
import { type SessionLimits } from '../sticky-session.store';
import { type StickySession } from '../sticky-session';
import { BackendSessionCounts } from './memory/backend-counts';
import { SessionTable, type TableContext, type TableLimits } from './memory/session-table';

/**
 * Copies of sessions from a store elsewhere, which reports changes. If a key changes while a call is under way,
 * the result of the call is never kept: use `begin` before a call, and `end` with its result.
 */
export class NearCache {
  /** By rule and pool. */
  private readonly tables = new Map<string, SessionTable>();
  private readonly limits = new Map<string, TableLimits>();
  /** The last call under way for each key; no larger than the calls in flight. */
  private readonly underWay = new Map<string, number>();
  private readonly context: TableContext;
  private calls = 0;
  private isSuspended = false;

  constructor(
    clock: Clock,
    /** Sessions of each rule and pool at most. */
    private readonly max: number,
  ) {
    const leaseTime = (): number => clock.wallTime();
    this.context = { clock, tally: new BackendSessionCounts(), seed: randomInt(2 ** 32), leaseTime };
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const { name, idleTimeout } of rules) this.limits.set(name, { idleTimeout, maxSessions: this.max });
    for (const [name, table] of this.tables) table.limits = this.limits.get(ruleOf(`${name}/`))!;
  }

  find(key: string): StickySession | undefined {
    const table = this.tableOf(key);
    const slot = table?.slotOf(key) ?? -1;
    if (slot < 0) return undefined;
    table!.refresh(slot);
    return table!.sessionAt(slot, key);
  }

  /** A call about this key begins. */
  begin(key: string): number {
    this.underWay.set(key, ++this.calls);
    return this.calls;
  }

  /**
   * Ends a call with the current session, or undefined for none. The cache keeps it only if no change was
   * reported since.
   */
  end(key: string, call: number, session: StickySession | undefined): void {
    if (!this.underWay.has(key)) return;
    // Also if a later call is under way: the cached session is older than both.
    this.drop(key);
    if (this.giveUp(key, call) && session !== undefined && !this.isSuspended)
      this.tableFor(key)?.add(session);
  }

  /** It has ended without an answer; whether it was the last one about its key. */
  giveUp(key: string, call: number): boolean {
    if (this.underWay.get(key) !== call) return false;
    return this.underWay.delete(key);
  }

  /** Another process has changed the session, or this gateway has and does not know the result. */
  invalidate(key: string): void {
    this.underWay.delete(key);
    this.drop(key);
  }

  /** Notes that the session was used, when it is still this one. */
  use(session: StickySession): void {
    const table = this.tableOf(session.key);
    const slot = table?.slotOfSame(session) ?? -1;
    if (slot >= 0) table!.use(slot);
  }

  /** If `isSuspended`, the cache keeps nothing, since no other process reports its changes. */
  suspend(isSuspended: boolean): void {
    this.isSuspended = isSuspended;
    if (isSuspended) this.clear();
  }

  clear(): void {
    this.underWay.clear();
    for (const table of this.tables.values()) table.clear();
  }

  private drop(key: string): void {
    const table = this.tableOf(key);
    const slot = table?.slotOf(key) ?? -1;
    if (slot >= 0) table!.remove(slot);
  }

  private tableOf(key: string): SessionTable | undefined {
    return this.tables.get(key.slice(0, prefixLength(key) - 1));
  }

  /** The same, made if there is none; undefined for a rule that was never configured. */
  private tableFor(key: string): SessionTable | undefined {
    const known = this.tableOf(key);
    const limits = this.limits.get(ruleOf(key));
    if (known !== undefined || limits === undefined) return known;
    const name = key.slice(0, prefixLength(key) - 1);
    const table = new SessionTable(this.context, name, limits, false);
    this.tables.set(name, table);
    return table;
  }
}
