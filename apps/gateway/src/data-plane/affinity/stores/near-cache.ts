import { ruleOf } from '../session-key';
import { randomInt } from 'node:crypto';
import { type Clock } from '../../../platform/clock';
import { type SessionLimits } from '../sticky-session.store';
import { type StickySession } from '../sticky-session';
import { BackendSessionCounts } from './memory/backend-counts';
import { SessionTable, type TableContext } from './memory/session-table';

/**
 * What this process has read from a store elsewhere, and is told of when it changes. An answer that was under way when its
 * key changed is never kept: `begin` before a call, and `end` with its answer.
 */
export class NearCache {
  private readonly tables = new Map<string, SessionTable>();
  /** The last call under way for each key; no larger than the calls in flight. */
  private readonly underWay = new Map<string, number>();
  private readonly context: TableContext;
  private calls = 0;
  private isSuspended = false;

  constructor(
    clock: Clock,
    /** Sessions of each rule at most. */
    private readonly max: number,
  ) {
    this.context = { clock, tally: new BackendSessionCounts(), seed: randomInt(2 ** 32) };
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const { name, idleTimeout } of rules) {
      const limits = { name, idleTimeout, maxSessions: this.max };
      const known = this.tables.get(name);
      if (known === undefined) this.tables.set(name, new SessionTable(this.context, limits, false));
      else known.limits = limits;
    }
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

  /** It has ended, and this is what stands now; undefined for nothing. Kept only if nobody has changed it since. */
  end(key: string, call: number, session: StickySession | undefined): void {
    if (!this.giveUp(key, call)) return;
    this.drop(key);
    if (session !== undefined && !this.isSuspended) this.tableOf(key)?.add(session);
  }

  /** It has ended without an answer; whether it was the last one about its key. */
  giveUp(key: string, call: number): boolean {
    if (this.underWay.get(key) !== call) return false;
    return this.underWay.delete(key);
  }

  /** Somebody else has changed the session, or this gateway has and does not know what became of it. */
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

  /** Whether nothing is kept, since nobody would say what others change. */
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
    return this.tables.get(ruleOf(key));
  }
}
