import { type OnModuleInit } from '@nestjs/common';
import { StoreUnavailableError } from '../../../errors/availability.errors';
import { type Clock } from '../../../../platform/clock';
import { type MaybePromise } from '../../../../platform/maybe-promise';
import { type Random } from '../../../../platform/random';
import { type RedisConnection } from '../../../../platform/redis/redis-connection';
import { START_TIMEOUT_MS } from '../../../../platform/redis/redis-link';
import { type RedisObserver } from '../../../../platform/redis/redis-observer';
import { type RedisScript } from '../../../../platform/redis/redis.script';
import {
  type Claim,
  type Page,
  type SessionFilter,
  type SessionLimits,
  StickySessionStore,
  type StoreOutageMode,
} from '../../sticky-session.store';
import { type SessionOrigin, stateAfter, type StickySession } from '../../sticky-session';
import { ruleOf } from '../../session-key';
import { NearCache } from '../near-cache';
import { RedisKeys } from './redis-key';
import { readRecord, written } from './redis-record';
import { CLAIM, FORGET, REPLACE } from './redis.scripts';
import { SessionScan } from './session-scan';
import { Touches } from '../touches';

/** A use is noted in Redis once in this part of the idle time: each note makes the other gateways read anew. */
const TOUCH_SHARE = 0.1;

/** Within this time all gateways have come back to a Redis that has lost everything, and have heard of it. */
const ALL_HAVE_HEARD = 2_500;

export interface RedisStoreSettings {
  /** How every key in Redis begins. */
  readonly prefix: string;
  /** Sessions of each rule that are kept in this process, too. */
  readonly nearCache: number;
  readonly whenDown: StoreOutageMode;
}

/** What the store is made of besides its settings. */
export interface RedisStoreContext {
  readonly connection: RedisConnection;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Sticky sessions that several gateways share in Redis or Valkey. Changes are compare-and-swap there, in one step; what
 * was read once is answered from memory until Redis says that somebody has changed it, be it this gateway.
 */
export class RedisStickySessionStore extends StickySessionStore implements RedisObserver, OnModuleInit {
  readonly prefix: string;
  whenDown: StoreOutageMode;
  private readonly connection: RedisConnection;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly keys: RedisKeys;
  private readonly near: NearCache;
  private readonly scan: SessionScan;
  private readonly touches: Touches;
  private readonly idle = new Map<string, number>();
  private readonly lossListeners: (() => void)[] = [];
  private lostAt = -Infinity;
  private connections = 0;
  private isNewConnection = false;

  constructor({ connection, clock, random }: RedisStoreContext, settings: RedisStoreSettings) {
    super();
    this.connection = connection;
    this.clock = clock;
    this.random = random;
    this.whenDown = settings.whenDown;
    this.keys = new RedisKeys(`${settings.prefix}session:`);
    this.near = new NearCache(clock, settings.nearCache);
    this.scan = new SessionScan(connection, this.keys, clock);
    this.touches = new Touches(clock, (session) => void this.sendTouch(session));
    this.prefix = this.keys.beginning;
    connection.observe(this);
  }

  /** Not before everybody else who shares the connection has been made. */
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

  async claim(key: string, backendId: string, how: SessionOrigin = 'claim'): Promise<Claim> {
    const now = this.clock.wallTime();
    const claimed = this.fresh({ key, backendId, how, createdAt: now }, now);
    const call = this.near.begin(key);
    const values = [written(claimed), this.timeToLive(key)];
    const standing = await this.run<string | null>(CLAIM, key, call, values);
    if (standing === null) {
      this.near.end(key, call, claimed);
      return { session: claimed, won: true };
    }
    const session = readRecord(key, standing);
    this.near.end(key, call, session);
    if (session === undefined) throw unreadable(key);
    return { session, won: false };
  }

  async confirm(session: StickySession, how: SessionOrigin): Promise<boolean> {
    return (await this.move(session, session.backendId, how)) !== undefined;
  }

  touch(session: StickySession): void {
    const now = this.clock.wallTime();
    if (now - session.lastUsedAt < TOUCH_SHARE * this.idleOf(session.key)) return;
    if (this.touches.add({ ...session, lastUsedAt: now })) this.near.use(session);
  }

  async move(
    session: StickySession,
    backendId: string,
    how: SessionOrigin,
  ): Promise<StickySession | undefined> {
    const { key, version, createdAt } = session;
    const moved = this.fresh({ key, backendId, how, createdAt }, this.clock.wallTime());
    const call = this.near.begin(key);
    const values = [String(version), written(moved), this.timeToLive(key)];
    const done = await this.run<number>(REPLACE, key, call, values);
    this.near.end(key, call, done === 1 ? moved : undefined);
    return done === 1 ? moved : undefined;
  }

  async forget({ key, version }: StickySession): Promise<boolean> {
    const call = this.near.begin(key);
    const done = await this.run<number>(FORGET, key, call, [String(version)]);
    this.near.end(key, call, undefined);
    return done === 1;
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

  override afterLosses(): MaybePromise<void> {
    const left = this.lostAt + ALL_HAVE_HEARD - this.clock.now();
    return left <= 0 ? undefined : new Promise((resolve) => void this.clock.after(left, resolve));
  }

  connected(): void {
    // What has happened in the meantime, nobody has told.
    this.near.clear();
    this.isNewConnection = true;
  }

  answers(): void {
    // The first one finds what others have left there; any other may be to a Redis that was started anew.
    if (this.isNewConnection && this.connections++ > 0) this.allLost();
    this.isNewConnection = false;
  }

  disconnected(): void {
    if (this.whenDown !== 'useLastKnown') this.near.clear();
  }

  changed(redisKey: string | undefined): void {
    if (redisKey === undefined) {
      this.near.clear();
      return this.allLost();
    }
    const key = this.keys.sessionKeyOf(redisKey);
    if (key !== undefined) this.near.invalidate(key);
  }

  /** Sends the touches that are waiting, at once. */
  flush(): void {
    this.touches.sendAll();
  }

  private allLost(): void {
    this.lostAt = this.clock.now();
    for (const listener of this.lossListeners) listener();
  }

  private async read(key: string): Promise<StickySession | undefined> {
    const call = this.near.begin(key);
    try {
      const record = await this.connection.call<string | null>(['GET', this.keys.of(key)]);
      const session = record === null ? undefined : readRecord(key, record);
      this.near.end(key, call, session);
      return session;
    } catch (cause) {
      this.near.giveUp(key, call);
      throw new StoreUnavailableError({ cause });
    }
  }

  /** Runs a script that changes the session, of which nothing is known any more when no answer comes. */
  private async run<T>(
    script: RedisScript,
    key: string,
    call: number,
    values: readonly string[],
  ): Promise<T> {
    try {
      return await this.connection.run<T>(script, this.keys.of(key), values);
    } catch (cause) {
      this.near.giveUp(key, call);
      if (script === FORGET) this.near.invalidate(key);
      throw new StoreUnavailableError({ cause });
    }
  }

  private async sendTouch(session: StickySession): Promise<void> {
    const { key, version } = session;
    const values = [String(version), written(session), this.timeToLive(key)];
    await this.connection.run(REPLACE, this.keys.of(key), values).catch(() => undefined);
  }

  private fresh(
    session: Pick<StickySession, 'key' | 'backendId' | 'how' | 'createdAt'>,
    lastUsedAt: number,
  ): StickySession {
    const { how } = session;
    // Of 2^48 versions no two meet, also where Redis has forgotten which ones there were.
    const version = this.random.below(2 ** 48);
    return { ...session, version, state: stateAfter(how), lastUsedAt };
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
