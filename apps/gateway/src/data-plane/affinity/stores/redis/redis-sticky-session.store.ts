import { type OnModuleInit } from '@nestjs/common';
import { StoreUnavailableError } from '../../../errors/availability.errors';
import { type Clock } from '../../../../platform/clock';
import { type MaybePromise } from '../../../../platform/maybe-promise';
import { type RedisAccess } from '../../../../platform/redis/redis-access';
import { START_TIMEOUT_MS } from '../../../../platform/redis/redis-link';
import { type RedisObserver } from '../../../../platform/redis/redis-observer';
import { type RedisScript } from '../../../../platform/redis/redis.script';
import { type CreateResult, type HeldLease } from '../../session-transitions';
import {
  type Claim,
  type KeyListener,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../sticky-session.store';
import { type SessionOrigin, type StickySession } from '../../sticky-session';
import { ruleOf } from '../../session-key';
import { NearCache } from '../near-cache';
import { type RedisStoreContext, type RedisStoreSettings } from './redis-store-settings';
import { NotedPools } from './noted-pools';
import { RedisKeys } from './redis-key';
import { readRecord } from './redis-record';
import { ADOPT, BEGIN, CLAIM, CONFIRM, FORGET, MOVE, PROVE, RENEW, SETTLE, TOUCH } from './redis.scripts';
import { SessionScan } from './session-scan';
import { Touches } from '../touches';

/** A use is noted in Redis once in this part of the idle time: each note makes the other gateways read the session again. */
const TOUCH_SHARE = 0.1;

/** Within this time all gateways have come back to a Redis that has lost everything, and have heard of it. */
const ALL_HAVE_HEARD = 2_500;

/** The outcome of a create on a backend that cannot become the owner. */
const CONFLICT = 2;

/** A script's return value: what became of it, and the record that stands. */
type Reply = readonly [outcome: number, record: string | null];

/**
 * Sticky sessions that several gateways share in Redis or Valkey. Changes are compare-and-swap there, in one step; what
 * was read once is answered from memory until Redis reports a change, also a change by this gateway.
 */
export class RedisStickySessionStore extends StickySessionStore implements RedisObserver, OnModuleInit {
  readonly prefix: string;
  override readonly isCached = true;
  whenDown: StoreOutageMode;
  private readonly connection: RedisAccess;
  private readonly clock: Clock;
  private readonly keys: RedisKeys;
  private readonly near: NearCache;
  private readonly scan: SessionScan;
  private readonly pools: NotedPools;
  private readonly touches: Touches;
  private readonly idle = new Map<string, number>();
  private readonly lossListeners: (() => void)[] = [];
  private readonly keyListeners: KeyListener[] = [];
  private lostAt = -Infinity;

  constructor({ connection, clock }: RedisStoreContext, settings: RedisStoreSettings) {
    super();
    this.connection = connection;
    this.clock = clock;
    this.whenDown = settings.whenDown;
    this.keys = new RedisKeys(`${settings.prefix}session:`);
    this.near = new NearCache(clock, settings.nearCache);
    this.pools = new NotedPools(connection, this.keys, clock);
    this.scan = new SessionScan(connection, this.keys, clock);
    this.touches = new Touches(clock, (session) => void this.sendTouch(session));
    this.prefix = this.keys.beginning;
    connection.observe(this);
  }

  /** Every provider that shares the connection must exist before the connection opens. */
  async onModuleInit(): Promise<void> {
    await this.connection.open(START_TIMEOUT_MS);
  }

  get isReachable(): boolean {
    return this.connection.isUp;
  }

  apply(rules: readonly SessionLimits[]): void {
    for (const { name, idleTimeout } of rules) this.idle.set(name, idleTimeout);
    this.near.apply(rules);
  }

  find(key: string): MaybePromise<StickySession | undefined> {
    const known = this.connection.isUp || this.whenDown === 'useLastKnown' ? this.near.find(key) : undefined;
    return known ?? this.read(key);
  }

  findFresh(key: string): Promise<StickySession | undefined> {
    return this.read(key);
  }

  async claim(key: string, backendId: string, origin: SessionOrigin = 'claim'): Promise<Claim> {
    const [won, session] = await this.change(CLAIM, key, [backendId, origin]);
    return { session: session!, won: won === 1 };
  }

  async begin(key: string, backendId: string): Promise<Claim> {
    const [won, session] = await this.change(BEGIN, key, [backendId]);
    return { session: session!, won: won === 1 };
  }

  async renew({ session, requests, takesOver }: HeldLease): Promise<StickySession> {
    const { key, backendId, generation, proven } = session;
    const flags = [takesOver, proven].map((flag) => (flag ? '1' : '0'));
    const values = [backendId, String(generation), String(requests), ...flags];
    return (await this.change(RENEW, key, values))[1]!;
  }

  async prove({ key, backendId, generation }: StickySession): Promise<StickySession> {
    return (await this.change(PROVE, key, [backendId, String(generation)]))[1]!;
  }

  async settle({ key, backendId, generation }: StickySession, result: CreateResult): Promise<boolean> {
    const createdAt = result.kind === 'created' ? result.backendId : '';
    const afterUnknown = result.kind === 'created' && result.afterUnknown ? '1' : '0';
    const values = [backendId, String(generation), result.kind, createdAt, afterUnknown];
    return (await this.change(SETTLE, key, values))[0] !== CONFLICT;
  }

  async confirm({ key, backendId, generation }: StickySession, origin: SessionOrigin): Promise<boolean> {
    return (await this.change(CONFIRM, key, [String(generation), backendId, origin]))[0] === 1;
  }

  touch(session: StickySession): void {
    const now = this.clock.wallTime();
    if (now - session.lastUsedAt < TOUCH_SHARE * this.idleOf(session.key)) return;
    if (this.touches.add(session)) this.near.use(session);
  }

  async move(
    { key, epoch }: StickySession,
    backendId: string,
    origin: SessionOrigin,
    holds = 0,
  ): Promise<StickySession | undefined> {
    const values = [String(epoch), backendId, origin, String(holds)];
    const [done, session] = await this.change(MOVE, key, values);
    return done === 1 ? session : undefined;
  }

  async forget({ key, epoch }: StickySession): Promise<boolean> {
    return (await this.change(FORGET, key, [String(epoch)]))[0] === 1;
  }

  poolsOf(rule: string): Promise<readonly string[]> {
    return this.pools.of(rule);
  }

  counts(): Promise<ReadonlyMap<string, number>> {
    return this.scan.counts();
  }

  list(cursor: string | undefined, filter: SessionFilter): Promise<Page<StickySession>> {
    return this.scan.page(cursor, filter);
  }

  /** Redis may have been emptied, restarted or short of memory at any time. */
  isComplete(): boolean {
    return false;
  }

  override whenAllLost(listener: () => void): void {
    this.lossListeners.push(listener);
  }

  override onKeyChanged(listener: KeyListener): void {
    this.keyListeners.push(listener);
  }

  override afterLosses(): MaybePromise<void> {
    const left = this.lostAt + ALL_HAVE_HEARD - this.clock.now();
    return left <= 0 ? undefined : new Promise((resolve) => void this.clock.after(left, resolve));
  }

  connected(): void {
    // Redis has reported no changes meanwhile.
    this.allOutdated();
  }

  lost(): void {
    this.allLost();
  }

  disconnected(): void {
    if (this.whenDown !== 'useLastKnown') this.near.clear();
    this.tell(undefined);
  }

  changed(redisKey: string | undefined): void {
    if (redisKey === undefined) {
      this.allOutdated();
      return this.allLost();
    }
    const key = this.keys.sessionKeyOf(redisKey);
    if (key === undefined) return;
    this.near.invalidate(key);
    this.tell(key);
  }

  /** Sends the touches that are waiting, at once. */
  flush(): void {
    this.touches.sendAll();
  }

  private allLost(): void {
    this.lostAt = this.clock.now();
    for (const listener of this.lossListeners) listener();
  }

  private allOutdated(): void {
    this.near.clear();
    this.pools.clear();
    this.tell(undefined);
  }

  private tell(key: string | undefined): void {
    for (const listener of this.keyListeners) listener(key);
  }

  /** Reads the record, and rewrites one of before keys named their pool. Both are asked for in one round trip. */
  private async read(key: string): Promise<StickySession | undefined> {
    const call = this.near.begin(key);
    // In a cluster, the gateway has never written any other.
    const redisKeys = this.connection.isSharded
      ? [this.keys.of(key)]
      : [this.keys.of(key), this.keys.withoutPool(key)];
    try {
      const records = redisKeys.map((redisKey) => this.connection.call<string | null>(['GET', redisKey]));
      const [record, old = null] = await Promise.all(records);
      if (record === null && old !== null) return await this.adopt(key, redisKeys, call);
      const session = record === null ? undefined : readRecord(key, record);
      this.near.end(key, call, session);
      return session;
    } catch (cause) {
      this.near.giveUp(key, call);
      throw new StoreUnavailableError({ cause });
    }
  }

  private async adopt(key: string, redisKeys: string[], call: number): Promise<StickySession | undefined> {
    const [, record] = await this.connection.run<Reply>(ADOPT, redisKeys, [this.timeToLive(key)]);
    const session = record === null ? undefined : readRecord(key, record);
    if (session !== undefined) this.pools.note(key, this.idleOf(key));
    this.near.end(key, call, session);
    return session;
  }

  /** Runs a script that changes the session. Without a reply, nothing is known of the session any more. */
  private async change(
    script: RedisScript,
    key: string,
    values: readonly string[],
  ): Promise<readonly [outcome: number, session: StickySession | undefined]> {
    const call = this.near.begin(key);
    let reply: Reply;
    try {
      reply = await this.connection.run<Reply>(script, this.keys.of(key), [this.timeToLive(key), ...values]);
    } catch (cause) {
      this.near.giveUp(key, call);
      if (script === FORGET) this.near.invalidate(key);
      throw new StoreUnavailableError({ cause });
    }
    const [outcome, record = null] = reply;
    const session = record === null ? undefined : readRecord(key, record);
    this.near.end(key, call, session);
    if (record !== null && session === undefined) throw unreadable(key);
    if (session !== undefined) this.pools.note(key, this.idleOf(key));
    return [outcome, session];
  }

  private async sendTouch({ key, generation }: StickySession): Promise<void> {
    const values = [this.timeToLive(key), String(generation)];
    this.pools.note(key, this.idleOf(key));
    await this.connection.run(TOUCH, this.keys.of(key), values).catch(() => undefined);
  }

  /** Uses are noted late by a part of the idle time, which must not make it shorter. */
  private timeToLive(key: string): string {
    return String(Math.ceil(this.idleOf(key) * (1 + TOUCH_SHARE)));
  }

  private idleOf(key: string): number {
    return this.idle.get(ruleOf(key))!;
  }
}

function unreadable(key: string): StoreUnavailableError {
  return new StoreUnavailableError({
    cause: new Error(`The record of ${JSON.stringify(key)} is not one of ours.`),
  });
}
