import { type Clock } from '../../../../platform/clock';
import { ORIGINS, stateAfter, type StickySession } from '../../sticky-session';
import { isLeased } from '../../session-transitions';
import { touchInterval } from '../touch-interval';
import { type BackendSessionCounts } from './backend-counts';
import { hashOf, KeyIndex, MAX_SLOTS } from './key-index';
import { type HandedSession } from './session-snapshot';
import { SessionSlab } from './session-slab';
import { UseOrder } from './use-order';

/** The part of a table that sessions which were used again may take up. */
const REGULARS_SHARE = 0.9;

/** How many sessions one new one may push out: as many fit again soon after a reload has lowered the limit. */
const MAX_PUSHED_OUT = 100;

/** Sessions with a creating request under way that are passed over before one of them has to go. */
const MAX_SPARED = 100;

/** How much one table remembers. */
export interface TableLimits {
  /** Sessions at most. */
  readonly maxSessions: number;
  /** Milliseconds without a request after which one is forgotten. */
  readonly idleTimeout: number;
}

/** Services that all tables share. */
export interface TableContext {
  readonly clock: Clock;
  readonly tally: BackendSessionCounts;
  /** Of the hashes. */
  readonly seed: number;
  /** The time by which leases run out, in milliseconds since 1970. */
  readonly leaseTime: () => number;
}

/**
 * The sessions of one rule in one pool: bounded in number, forgotten when idle. A session that no request
 * has used since it was made is a newcomer, and only newcomers make room for others: a flood of newcomers evicts itself, and no
 * session in use.
 */
export class SessionTable {
  private readonly slab = new SessionSlab(() => this.limits.maxSessions);
  private readonly index = new KeyIndex(this.slab);
  private readonly newcomers = new UseOrder(this.slab, 0);
  private readonly regulars = new UseOrder(this.slab, 1);
  /** Where the value begins in a key of this rule: what comes before is the same in all of them. */
  private readonly valueStart: number;
  /** From the monotonic clock to the time of day. */
  private timeOfDay: number;

  constructor(
    private readonly context: TableContext,
    /** How all its keys begin, without the slash before the value. */
    private readonly prefix: string,
    public limits: TableLimits,
    /** True if no session was ever lost. */
    public isComplete: boolean,
  ) {
    this.valueStart = prefix.length + 1;
    this.timeOfDay = context.clock.wallTime() - context.clock.now();
  }

  get size(): number {
    return this.newcomers.size + this.regulars.size;
  }

  /** Slots below this one may be in use. */
  get end(): number {
    return this.slab.end;
  }

  /** The slot of the key; -1 when there is none. */
  slotOf(key: string): number {
    const slot = this.index.find(hashOf(key, this.valueStart, this.context.seed), key, this.valueStart);
    if (slot < 0 || !this.isIdle(slot)) return slot;
    this.lose(slot);
    return -1;
  }

  /** The slot of this binding; -1 if there is none, or another one. */
  slotOfSame({ key, generation }: Pick<StickySession, 'key' | 'generation'>): number {
    const slot = this.slotOf(key);
    return slot >= 0 && this.slab.generation(slot) === generation ? slot : -1;
  }

  /** @param key of the slot; every caller already has it. */
  sessionAt(slot: number, key: string): StickySession {
    const { slab } = this;
    const origin = ORIGINS[slab.origin(slot)];
    return {
      key,
      backendId: this.context.tally.idOf(slab.backend(slot)),
      epoch: slab.epoch(slot),
      generation: slab.generation(slot),
      state: stateAfter(origin),
      origin,
      proven: slab.isProven(slot),
      uncertain: slab.isUncertain(slot),
      pending: slab.pending(slot),
      pendingUntil: slab.pendingUntil(slot),
      createdAt: slab.createdAt(slot),
      lastUsedAt: Math.round(slab.usedAt(slot) + this.timeOfDay),
    };
  }

  /** The session in this slot, unless it is free or idle. */
  standingAt(slot: number): StickySession | undefined {
    if (!this.slab.isTaken(slot) || this.isIdle(slot)) return undefined;
    return this.sessionAt(slot, `${this.prefix}/${this.slab.key(slot)}`);
  }

  /** Adds a session whose key is not there; others may have to make room. */
  add(session: StickySession): number {
    const { clock, tally, seed } = this.context;
    this.makeRoom();
    this.timeOfDay = clock.wallTime() - clock.now();
    const hash = hashOf(session.key, this.valueStart, seed);
    const slot = this.slab.take(session.key, this.valueStart, hash, {
      backend: tally.add(session.backendId),
      origin: ORIGINS.indexOf(session.origin),
      session,
      usedAt: session.lastUsedAt - this.timeOfDay,
    });
    this.index.add(hash, slot);
    this.newcomers.add(slot);
    return slot;
  }

  /** Restores a session of an earlier process, unless it has been idle too long since. */
  restore({ isRegular, ...session }: HandedSession): void {
    if (this.context.clock.wallTime() - session.lastUsedAt > this.limits.idleTimeout) this.isComplete = false;
    else {
      const slot = this.add(session);
      if (isRegular) this.refresh(slot);
    }
  }

  /** All that stand, in the order in which they are to be restored; sessions may come and go meanwhile. */
  *remembered(): Generator<HandedSession> {
    const slots = new Int32Array(this.size);
    let end = 0;
    for (const order of [this.newcomers, this.regulars])
      for (const slot of order.slots()) slots[end++] = slot;
    for (const slot of slots) {
      const session = this.standingAt(slot);
      if (session !== undefined) yield { ...session, isRegular: this.regulars.has(slot) };
    }
  }

  /** Replaces the session in this slot by a later one of its key. */
  replace(slot: number, session: StickySession): void {
    const { tally, clock } = this.context;
    const previous = this.slab.backend(slot);
    const backend = tally.add(session.backendId);
    tally.remove(previous);
    const origin = ORIGINS.indexOf(session.origin);
    this.slab.write(slot, { backend, origin, session, usedAt: clock.now() });
  }

  /** Notes that the session was used. */
  use(slot: number): void {
    const now = this.context.clock.now();
    // Moving it to the young end on every request would cost more than the order is worth.
    const interval = touchInterval(this.limits.idleTimeout);
    if (this.regulars.has(slot) && now - this.slab.usedAt(slot) < interval) return;
    this.slab.setUsedAt(slot, now);
    this.refresh(slot);
  }

  /** Makes it the last to be pushed out. */
  refresh(slot: number): void {
    (this.newcomers.has(slot) ? this.newcomers : this.regulars).remove(slot);
    this.regulars.add(slot);
    if (this.regulars.size > REGULARS_SHARE * this.limits.maxSessions) this.demoteOldest();
  }

  remove(slot: number): void {
    const { slab, index, newcomers, regulars } = this;
    (newcomers.has(slot) ? newcomers : regulars).remove(slot);
    index.remove(slab.hash(slot), slot);
    this.context.tally.remove(slab.backend(slot));
    slab.give(slot);
  }

  /** Removes all of them. */
  clear(): void {
    for (const order of [this.newcomers, this.regulars]) while (order.oldest >= 0) this.remove(order.oldest);
  }

  /** Forgets sessions that have been idle too long, as far as they are the longest unused. */
  sweep(most = Infinity): void {
    for (const order of [this.newcomers, this.regulars])
      for (let swept = 0; swept < most && order.oldest >= 0 && this.isIdle(order.oldest); swept++)
        this.lose(order.oldest);
  }

  private makeRoom(): void {
    this.sweep(2);
    const most = Math.min(this.limits.maxSessions, MAX_SLOTS);
    for (let pushed = 0; this.size >= most && pushed < MAX_PUSHED_OUT; pushed++) this.lose(this.nextToGo());
  }

  /** The longest unused session, without a creating request under way if there is one of those among the first. */
  private nextToGo(): number {
    const order = this.newcomers.oldest >= 0 ? this.newcomers : this.regulars;
    for (let looked = 0; looked < MAX_SPARED && this.isLeased(order.oldest); looked++) {
      const slot = order.oldest;
      order.remove(slot);
      order.add(slot);
    }
    return order.oldest;
  }

  private demoteOldest(): void {
    const slot = this.regulars.oldest;
    this.regulars.remove(slot);
    this.newcomers.add(slot);
  }

  /** Removes what may still exist at its backend. */
  private lose(slot: number): void {
    this.isComplete = false;
    this.remove(slot);
  }

  private isIdle(slot: number): boolean {
    if (this.context.clock.now() - this.slab.usedAt(slot) <= this.limits.idleTimeout) return false;
    return !this.isLeased(slot);
  }

  private isLeased(slot: number): boolean {
    const pending = this.slab.pending(slot);
    if (pending === 0) return false;
    return isLeased({ pending, pendingUntil: this.slab.pendingUntil(slot) }, this.context.leaseTime());
  }
}
