import { randomInt } from 'node:crypto';
import { type OnApplicationShutdown } from '@nestjs/common';
import { type Clock } from '../../../../platform/clock';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../sticky-session.store';
import { type SessionOrigin, type StickySession } from '../../sticky-session';
import { ruleOf } from '../../session-key';
import { BackendSessionCounts } from './backend-counts';
import { type SnapshotKeeper } from './snapshot-keeper';
import { type HandedSession, type Remembered } from './session-snapshot';
import { sessionPasses } from '../session.filter';
import { SessionTable, type TableContext } from './session-table';

/** How many places of a table one page looks at. */
const PAGE_SLOTS = 1_000;

/** Sticky sessions in this process; each rule has a table of its own, so that none takes room from another. */
export class MemoryStickySessionStore extends StickySessionStore implements OnApplicationShutdown {
  readonly isReachable = true;
  /** It never is. */
  whenDown: StoreOutageMode = 'useLastKnown';
  /** Called with the key of each session that has changed; who remembers it elsewhere must look again. */
  onChange: ((key: string) => void) | undefined;
  private readonly tables = new Map<string, SessionTable>();
  private readonly tally = new BackendSessionCounts();
  private readonly context: TableContext;
  private versions = 0;

  /**
   * @param remembered what an earlier process has left behind; it is taken over when the rules are known.
   * @param keeper where it is left for a later one.
   */
  constructor(
    private readonly clock: Clock,
    private remembered?: Remembered,
    private readonly keeper?: SnapshotKeeper,
  ) {
    super();
    // No client can know it, and so none can choose keys that meet.
    this.context = { clock, tally: this.tally, seed: randomInt(2 ** 32) };
  }

  get size(): number {
    return [...this.tables.values()].reduce((sum, { size }) => sum + size, 0);
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const limits of rules) {
      const known = this.tables.get(limits.name);
      if (known === undefined) this.tables.set(limits.name, this.tableFor(limits));
      else known.limits = limits;
    }
    for (const session of this.remembered?.sessions ?? [])
      this.tables.get(ruleOf(session.key))?.restore(session, ++this.versions);
    // A rule that comes later knows nothing of what its backends have done until then.
    this.remembered = undefined;
  }

  find(key: string): StickySession | undefined {
    const table = this.tableOf(key);
    const slot = table.slotOf(key);
    return slot < 0 ? undefined : table.sessionAt(slot, key);
  }

  claim(key: string, backendId: string, how: SessionOrigin = 'claim'): Claim {
    const table = this.tableOf(key);
    const standing = table.slotOf(key);
    if (standing >= 0) return { session: table.sessionAt(standing, key), won: false };
    const now = this.clock.wallTime();
    const version = ++this.versions;
    const slot = table.add({ key, backendId, version, how, createdAt: now, lastUsedAt: now });
    return { session: table.sessionAt(slot, key), won: true };
  }

  confirm(session: StickySession, how: SessionOrigin): boolean {
    return this.move(session, session.backendId, how) !== undefined;
  }

  touch(session: StickySession): void {
    const table = this.tableOf(session.key);
    const slot = table.slotOfSame(session);
    if (slot >= 0) table.use(slot);
  }

  move(session: StickySession, backendId: string, how: SessionOrigin): StickySession | undefined {
    const table = this.tableOf(session.key);
    const slot = table.slotOfSame(session);
    if (slot < 0) return undefined;
    table.replace(slot, { backendId, how, version: ++this.versions });
    this.onChange?.(session.key);
    return table.sessionAt(slot, session.key);
  }

  forget(session: StickySession): boolean {
    const table = this.tableOf(session.key);
    const slot = table.slotOfSame(session);
    if (slot < 0) return false;
    table.remove(slot);
    this.onChange?.(session.key);
    return true;
  }

  counts(): ReadonlyMap<string, number> {
    for (const table of this.tables.values()) table.sweep();
    return this.tally.counts();
  }

  list(cursor: string | undefined, filter: SessionFilter): Page<StickySession> {
    const names = filter.rule === undefined ? [...this.tables.keys()] : [filter.rule];
    const [name = names[0], from = '0'] = cursor?.split('/') ?? [];
    const table = this.tables.get(name);
    if (table === undefined) return { items: [], next: undefined };
    const end = Math.min(table.end, Number(from) + PAGE_SLOTS);
    const items: StickySession[] = [];
    for (let slot = Number(from); slot < end; slot++) {
      const session = table.standingAt(slot);
      if (session !== undefined && sessionPasses(session, filter)) items.push(session);
    }
    const nextName = end < table.end ? name : names[names.indexOf(name) + 1];
    return { items, next: nextName && `${nextName}/${nextName === name ? end : 0}` };
  }

  isComplete(rule: string): boolean {
    return this.tables.get(rule)?.isComplete ?? false;
  }

  /** Rules of which all is known; what is idle counts as lost. */
  get completeRules(): string[] {
    for (const table of this.tables.values()) table.sweep();
    return [...this.tables].filter(([, { isComplete }]) => isComplete).map(([name]) => name);
  }

  /** All sessions, for a snapshot or another process. */
  *sessions(): Generator<HandedSession> {
    for (const table of this.tables.values()) yield* table.remembered();
  }

  /** Takes over a session of another process, in the place of the one of its key. */
  adopt({ version, ...session }: HandedSession): void {
    this.drop(session.key);
    this.versions = Math.max(this.versions, version);
    this.tables.get(ruleOf(session.key))?.restore(session, version);
  }

  /** There is no session of this key any more. */
  drop(key: string): void {
    const table = this.tables.get(ruleOf(key));
    const slot = table?.slotOf(key) ?? -1;
    if (slot >= 0) table!.remove(slot);
  }

  /** Of other rules than these something may be missing. */
  suspectAllExcept(completeRules: readonly string[]): void {
    for (const [name, table] of this.tables) table.isComplete &&= completeRules.includes(name);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keeper?.keep(this);
  }

  private tableFor(limits: SessionLimits): SessionTable {
    return new SessionTable(this.context, limits, this.remembered?.isComplete(limits.name) ?? false);
  }

  /** A key begins with the name of its rule; see `sessionKey`. */
  private tableOf(key: string): SessionTable {
    return this.tables.get(ruleOf(key))!;
  }
}
