import { type Clock } from '../../../../platform/clock';
import { poolOf, prefixLength, ruleOf, sessionKey } from '../../session-key';
import { type StickySession } from '../../sticky-session';
import { type Page, type SessionFilter, type SessionLimits } from '../../sticky-session.store';
import { sessionPasses } from '../session.filter';
import { BackendSessionCounts } from './backend-counts';
import { type HandedSession, type Remembered } from './session-snapshot';
import { SessionTable, type TableContext, type TableLimits } from './session-table';
import { UnplacedSessions } from './unplaced-sessions';

/** Slots of a table that one page reads. */
const PAGE_SLOTS = 1_000;

/** A table for each rule and pool. Names of tables are both, with a slash between them. */
export class SessionTables {
  private readonly tables = new Map<string, SessionTable>();
  private readonly limits = new Map<string, TableLimits>();
  private readonly tally = new BackendSessionCounts();
  private readonly context: TableContext;
  private readonly unplaced = new UnplacedSessions();

  constructor(
    private readonly clock: Clock,
    leaseTime: () => number,
    seed: number,
    private remembered?: Remembered,
  ) {
    this.context = { clock, tally: this.tally, seed, leaseTime };
  }

  get size(): number {
    return [...this.tables.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** @param nextEpoch the epoch of a restored session. */
  apply(rules: readonly SessionLimits[], nextEpoch: () => number): void {
    for (const { name, maxSessions, idleTimeout, pools } of rules) {
      this.limits.set(name, { maxSessions, idleTimeout });
      for (const pool of pools) this.make(name, pool);
    }
    for (const [name, table] of this.tables) table.limits = this.limits.get(ruleOf(`${name}/`))!;
    if (this.remembered !== undefined) this.restore(this.remembered, rules, nextEpoch);
    // Of a rule or pool that comes later, nothing is known of what its backends have done until then.
    this.remembered = undefined;
  }

  /** The table of the key; undefined if none of its sessions was made yet. */
  of(key: string): SessionTable | undefined {
    return this.tables.get(key.slice(0, prefixLength(key) - 1));
  }

  /** The table of the key, made if there is none. */
  made(key: string): SessionTable {
    return this.of(key) ?? this.make(ruleOf(key), poolOf(key));
  }

  find(key: string): StickySession | undefined {
    const table = this.of(key);
    const slot = table?.slotOf(key) ?? -1;
    if (slot >= 0) return table!.sessionAt(slot, key);
    return this.unplaced.size === 0 ? undefined : this.place(key);
  }

  counts(): Map<string, number> {
    for (const table of this.tables.values()) table.sweep();
    return this.tally.counts();
  }

  poolsOf(rule: string): string[] {
    const names = [...this.tables.keys()].map((name) => `${name}/`);
    return names.filter((name) => ruleOf(name) === rule).map(poolOf);
  }

  page(cursor: string | undefined, filter: SessionFilter): Page<StickySession> {
    const names = [...this.tables.keys()].filter((name) => mayPass(name, filter));
    const slash = cursor?.lastIndexOf('/') ?? -1;
    const [name = names[0], from = '0'] =
      cursor === undefined ? [] : [cursor.slice(0, slash), cursor.slice(slash + 1)];
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

  isComplete(name: string): boolean {
    return this.tables.get(name)?.isComplete ?? false;
  }

  /** Names of the complete tables; idle sessions count as lost. */
  complete(): string[] {
    for (const table of this.tables.values()) table.sweep();
    return [...this.tables].filter(([, { isComplete }]) => isComplete).map(([name]) => name);
  }

  suspectAllExcept(names: readonly string[]): void {
    for (const [name, table] of this.tables) table.isComplete &&= names.includes(name);
  }

  *sessions(): Generator<HandedSession> {
    for (const table of this.tables.values()) yield* table.remembered();
  }

  private make(rule: string, pool: string): SessionTable {
    const name = `${rule}/${pool}`;
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const isComplete = this.remembered?.isComplete(rule, pool) ?? false;
    const table = new SessionTable(this.context, name, this.limits.get(rule)!, isComplete);
    this.tables.set(name, table);
    return table;
  }

  private restore(
    { sessions, areKeysWithoutPool = false }: Remembered,
    rules: readonly SessionLimits[],
    nextEpoch: () => number,
  ): void {
    const pools = new Map(rules.map((rule) => [rule.name, rule.pools]));
    for (const session of sessions) {
      const rule = ruleOf(session.key);
      const own = pools.get(rule);
      if (own === undefined) continue;
      const epoch = nextEpoch();
      const restored = { ...session, epoch, generation: epoch };
      const value = session.key.slice(rule.length + 1);
      if (!areKeysWithoutPool) this.made(session.key).restore(restored);
      else if (own.length === 1)
        this.made(sessionKey(rule, own[0], '')).restore(inPool(restored, own[0], value));
      else this.unplaced.add(rule, value, restored);
    }
  }

  /** A session of a snapshot without pools belongs to the pool of the first route that asks for it. */
  private place(key: string): StickySession | undefined {
    const value = key.slice(prefixLength(key));
    const session = this.unplaced.take(ruleOf(key), value);
    if (session === undefined) return undefined;
    this.made(key).restore(inPool(session, poolOf(key), value));
    return this.find(key);
  }
}

function inPool(session: HandedSession, pool: string, value: string): HandedSession {
  return { ...session, key: `${ruleOf(session.key)}/${pool}/${value}` };
}

function mayPass(name: string, { rule, pool }: SessionFilter): boolean {
  const key = `${name}/`;
  return (rule === undefined || ruleOf(key) === rule) && (pool === undefined || poolOf(key) === pool);
}
