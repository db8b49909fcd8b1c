import { randomInt } from 'node:crypto';
import { type OnApplicationShutdown } from '@nestjs/common';
import { type Clock } from '../../../../platform/clock';
import {
  begun,
  claimed,
  confirmed,
  type CreateResult,
  type HeldLease,
  mayForget,
  type Moment,
  moved,
  proved,
  renewed,
  settled,
} from '../../session-transitions';
import { type SessionOrigin, type StickySession } from '../../sticky-session';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../sticky-session.store';
import { SessionTables } from './session-tables';
import { type SnapshotKeeper } from './snapshot-keeper';
import { type HandedSession, type Remembered } from './session-snapshot';

/** Sticky sessions in this process; each rule and pool has a table of its own, so that none takes room from another. */
export class MemoryStickySessionStore extends StickySessionStore implements OnApplicationShutdown {
  readonly isReachable = true;
  /** It is never unavailable. */
  whenDown: StoreOutageMode = 'useLastKnown';
  /** Called with the key of each session that has changed, for copies elsewhere. */
  onChange: ((key: string) => void) | undefined;
  private readonly tables: SessionTables;
  private lastEpoch = 0;
  private readonly epochAfter = (): number => this.nextEpoch();
  /** From the monotonic clock to the time of day at the start: a lease must not end because the machine's clock is set. */
  private readonly timeOfStart: number;

  /**
   * @param remembered what an earlier process has left behind; it is restored when the rules are known.
   * @param keeper writes it for a later process.
   */
  constructor(
    private readonly clock: Clock,
    remembered?: Remembered,
    private readonly keeper?: SnapshotKeeper,
  ) {
    super();
    // The seed is secret, so that no client can choose keys with the same hash.
    this.timeOfStart = clock.wallTime() - clock.now();
    this.tables = new SessionTables(clock, () => this.time(), randomInt(2 ** 32), remembered);
  }

  get size(): number {
    return this.tables.size;
  }

  apply(rules: readonly SessionLimits[]): void {
    this.tables.apply(rules, this.epochAfter);
  }

  find(key: string): StickySession | undefined {
    return this.tables.find(key);
  }

  findFresh(key: string): StickySession | undefined {
    return this.tables.find(key);
  }

  claim(key: string, backendId: string, origin: SessionOrigin = 'claim'): Claim {
    const standing = this.tables.find(key);
    if (standing !== undefined) return { session: standing, won: false };
    return { session: this.write(key, undefined, claimed(key, backendId, origin, this.now())), won: true };
  }

  begin(key: string, backendId: string): Claim {
    const standing = this.tables.find(key);
    const session = this.write(key, standing, begun(standing, key, backendId, this.now()));
    return { session, won: standing === undefined };
  }

  renew(held: HeldLease): StickySession {
    const { key } = held.session;
    const standing = this.tables.find(key);
    return this.write(key, standing, renewed(standing, held, this.now()));
  }

  prove(session: StickySession): StickySession {
    const standing = this.tables.find(session.key);
    return this.write(session.key, standing, proved(standing, session, this.now()));
  }

  settle(session: StickySession, result: CreateResult): boolean {
    const { key } = session;
    const standing = this.tables.find(key);
    const after = settled(standing, session, result, this.now());
    if (after === undefined) return true;
    if (after.session !== undefined) this.write(key, standing, after.session);
    else this.remove(key);
    return !after.isConflict;
  }

  confirm(session: StickySession, origin: SessionOrigin): boolean {
    const standing = this.tables.find(session.key);
    const next = confirmed(standing, session, origin, this.now());
    if (next !== undefined) this.write(session.key, standing, next);
    return next !== undefined;
  }

  touch(session: Pick<StickySession, 'key' | 'generation'>): void {
    const table = this.tables.of(session.key);
    const slot = table?.slotOfSame(session) ?? -1;
    if (slot >= 0) table!.use(slot);
  }

  move(
    session: StickySession,
    backendId: string,
    origin: SessionOrigin,
    holds = 0,
  ): StickySession | undefined {
    const standing = this.tables.find(session.key);
    const next = moved(standing, session, { backendId, origin, holds }, this.now());
    return next && this.write(session.key, standing, next);
  }

  forget(session: StickySession): boolean {
    if (!mayForget(this.tables.find(session.key), session, this.time())) return false;
    this.remove(session.key);
    return true;
  }

  counts(): ReadonlyMap<string, number> {
    return this.tables.counts();
  }

  poolsOf(rule: string): readonly string[] {
    return this.tables.poolsOf(rule);
  }

  list(cursor: string | undefined, filter: SessionFilter): Page<StickySession> {
    return this.tables.page(cursor, filter);
  }

  isComplete(rule: string, pool: string): boolean {
    return this.tables.isComplete(`${rule}/${pool}`);
  }

  /** Rules and pools of which everything is known. */
  get completeTables(): string[] {
    return this.tables.complete();
  }

  /** All sessions, for a snapshot or another process. */
  sessions(): Generator<HandedSession> {
    return this.tables.sessions();
  }

  /** Replaces the session of a key by the one of another process. */
  adopt(session: HandedSession): void {
    this.drop(session.key);
    this.lastEpoch = Math.max(this.lastEpoch, session.epoch);
    this.tables.made(session.key).restore(session);
  }

  /** The key has no session any more. */
  drop(key: string): void {
    const table = this.tables.of(key);
    const slot = table?.slotOf(key) ?? -1;
    if (slot >= 0) table!.remove(slot);
  }

  /** All other rules and pools may have lost sessions. */
  suspectAllExcept(completeTables: readonly string[]): void {
    this.tables.suspectAllExcept(completeTables);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keeper?.keep(this);
  }

  private write(key: string, standing: StickySession | undefined, next: StickySession): StickySession {
    if (next === standing) return next;
    const table = this.tables.made(key);
    if (standing === undefined) table.add(next);
    else table.replace(table.slotOf(key), next);
    this.onChange?.(key);
    return next;
  }

  private remove(key: string): void {
    this.drop(key);
    this.onChange?.(key);
  }

  private now(): Moment {
    return { now: this.time(), epochAfter: this.epochAfter };
  }

  private time(): number {
    return Math.round(this.clock.now() + this.timeOfStart);
  }

  /** Above every epoch before, also those of an earlier process: none gives out a million epochs a second. */
  private nextEpoch(): number {
    return (this.lastEpoch = Math.max(this.lastEpoch + 1, this.time() * 1_000));
  }
}
