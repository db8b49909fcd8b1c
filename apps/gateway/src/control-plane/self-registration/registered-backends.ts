import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { RedisRefusedError } from '../../platform/redis/redis-unavailable.error';
import { RedisReplica } from '../../platform/redis/redis-replica';
import { ClusterRedis } from '../../platform/redis/cluster-redis';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { backendKey } from '../../data-plane/upstream/operator-overrides';
import { type Lease, Leases } from './leases';
import { type PoolSubscriber, PoolSubscribers } from './pool-subscribers';
import { type SharedLease, SharedLeases } from './shared-leases';

/**
 * Interval, in milliseconds, at which ended leases are removed, and changes in Redis are read without a notice.
 */
const LOOK_MS = 200;
const POLL_MS = 1_000;

/** Renewed so much later than was announced here, a backend talks to another gateway now, in milliseconds. */
const ELSEWHERE_MS = 500;

const FULL = 'cannot be registered: the limit is reached';

/** A backend that has announced itself to another process. */
export interface InheritedLease extends Omit<Lease, 'until' | 'isOwn'> {
  /** For how many milliseconds that still counts. */
  readonly remaining: number;
}

/** The result of a registration. */
export type Registration = 'shared' | 'at this gateway only' | 'full';

/**
 * The backends that announce themselves, each until it leaves or is not heard of for too long. Where gateways share a
 * registry in Redis, an announcement to one is known to all; while Redis cannot be asked, each continues with what it
 * knows, and tells Redis afterwards whatever it has lost.
 */
@Injectable()
export class RegisteredBackends implements OnModuleDestroy {
  private readonly logger = new Logger('Registry');
  private readonly leases = new Leases();
  private readonly shared: SharedLeases | undefined;
  private readonly copy: RedisReplica | undefined;
  private readonly followers: PoolSubscribers;
  private opening: Promise<void> | undefined;
  private timer: Timer | undefined;
  private hasRead = false;
  private trouble: string | undefined;

  constructor(
    private readonly redis: ClusterRedis,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.followers = new PoolSubscribers(clock, (pool, follower) => this.tell(pool, follower));
    if (redis.connection === undefined) return;
    this.shared = new SharedLeases(redis.connection, redis.prefix, clock);
    this.copy = new RedisReplica(redis.connection, this.shared.changesKey, () => this.readAll(), POLL_MS);
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.followers.close();
    this.copy?.close();
  }

  /**
   * Tells who is there, as soon as that is known, and whenever it changes.
   *
   * @returns what ends it.
   */
  follow(pool: string, follower: PoolSubscriber): () => void {
    const end = this.followers.add(pool, follower);
    void this.open().then(() => {
      if (this.followers.of(pool).has(follower)) this.tell(pool, follower);
    });
    return end;
  }

  /** True if a discovery source uses the self-registered backends of this pool. */
  isFollowed(pool: string): boolean {
    return this.followers.of(pool).size > 0;
  }

  /** A backend says that it is there, and for how long that counts; `most` is how many there may be. */
  async announce(pool: string, backend: BackendSettings, ttl: number, most: number): Promise<Registration> {
    const key = backendKey(pool, backend.id);
    if (this.leases.get(key) === undefined && this.leases.size >= most) return 'full';
    const lease = { pool, backend, ttl, until: this.clock.now() + ttl, isOwn: true };
    this.take(lease);
    const saying = this.shared?.say(key, lease, most) ?? true;
    try {
      const [hasRoom] = await Promise.all([saying, this.followers.delivered()]);
      if (!hasRoom) this.drop(key, FULL);
      return hasRoom ? 'shared' : 'full';
    } catch (error) {
      this.note(error as Error);
      return 'at this gateway only';
    }
  }

  /** A backend says that it goes; false when it was not there. */
  async leave(pool: string, id: string): Promise<boolean> {
    const key = backendKey(pool, id);
    const wasThere = this.drop(key, 'has left');
    // Redis may know a backend that this gateway does not know yet. The gateway does not store a departure for
    // a later call.
    if (this.trouble !== undefined && !wasThere) return false;
    const saying = this.shared?.say(key, { wasThere }) ?? false;
    try {
      const [wasShared] = await Promise.all([saying, this.followers.delivered()]);
      return wasShared || wasThere;
    } catch (error) {
      this.note(error as Error);
      return wasThere;
    }
  }

  /** Looks again, and tells those who follow the pool what there is even if that is nothing new. */
  async look(pool: string): Promise<void> {
    await this.copy?.read();
    for (const follower of this.followers.of(pool)) this.tell(pool, follower);
  }

  /** The registered backends with the remaining milliseconds of their leases; empty if Redis has them. */
  get estate(): readonly InheritedLease[] {
    if (this.shared !== undefined) return [];
    const now = this.clock.now();
    return [...this.leases.all].map(([, { pool, backend, ttl, until }]) => ({
      ...{ pool, backend, ttl },
      remaining: Math.max(0, until - now),
    }));
  }

  /** Accepts the registrations of another process that this one replaces. */
  inherit(leases: readonly InheritedLease[]): void {
    const now = this.clock.now();
    for (const { remaining, ...lease } of leases)
      this.take({ ...lease, until: now + remaining, isOwn: true });
  }

  private open(): Promise<void> {
    this.timer ??= this.clock.every(LOOK_MS, () => this.expire());
    this.opening ??= this.copy?.open(this.clock) ?? Promise.resolve();
    return this.opening;
  }

  private expire(): void {
    const ended = this.leases.expire(this.clock.now(), this.trouble !== undefined);
    for (const { pool, backend } of ended)
      this.logger.warn(`${pool}/${backend.id} was removed, because it did not renew its registration.`);
    this.followers.noteChange(ended.map(({ pool }) => pool));
  }

  private take(lease: Lease): void {
    const { pool, backend } = lease;
    if (!this.leases.take(lease)) return;
    this.logger.log(
      `${pool}/${backend.id} at ${backend.url} has registered itself, with weight ${backend.weight}.`,
    );
    this.followers.noteChange([pool]);
  }

  private drop(key: string, why: string): boolean {
    const lease = this.leases.drop(key);
    if (lease === undefined) return false;
    this.logger.log(`${key} ${why}.`);
    this.followers.noteChange([lease.pool]);
    return true;
  }

  private async readAll(): Promise<boolean> {
    try {
      for (const key of await this.shared!.sayAgain()) this.drop(key, FULL);
      this.merge(await this.shared!.read());
      const isFirst = !this.hasRead;
      this.hasRead = true;
      this.note(undefined);
      if (isFirst) this.followers.noteChange(this.followers.pools);
      return true;
    } catch (error) {
      this.note(error as Error);
      return false;
    }
  }

  private merge(shared: ReadonlyMap<string, SharedLease>): void {
    const now = this.clock.now();
    for (const [key, lease] of shared) {
      // A pending write to Redis is newer than this result.
      if (this.shared!.isOnItsWay(key)) continue;
      if (lease.kind === 'left') this.drop(key, 'has left');
      else {
        const { pool, backend, ttl, remaining } = lease;
        const [own, until] = [this.leases.get(key), now + remaining];
        this.take({
          pool,
          backend,
          ttl,
          until,
          isOwn: own?.isOwn === true && until < own.until + ELSEWHERE_MS,
        });
      }
    }
    for (const [key, lease] of this.leases.all) {
      if (shared.has(key) || this.shared!.isOnItsWay(key) || lease.until <= now) continue;
      // Redis has lost it, since its time is not over.
      void this.shared!.say(key, lease).catch(() => undefined);
    }
  }

  private note(failure: Error | undefined): void {
    const before = this.trouble;
    // One answer that is late is no outage; one that refuses is.
    const isRefused = failure instanceof RedisRefusedError;
    const isOutage = isRefused || before !== undefined || !this.hasRead || this.shared?.isReachable === false;
    const trouble = isOutage ? failure?.message : undefined;
    this.trouble = trouble;
    if ((before === undefined) === (trouble === undefined)) return;
    if (trouble === undefined)
      this.logger.log('Redis is reachable again: registrations at other gateways are visible.');
    else
      this.logger.warn(
        `Registrations at other gateways are not visible, and the known backends stay, because Redis is not reachable (${trouble}).`,
      );
    if (!this.hasRead) this.followers.noteChange(this.followers.pools);
  }

  private tell(pool: string, follower: PoolSubscriber): void {
    const isUnknown = this.shared !== undefined && !this.hasRead && this.leases.size === 0;
    if (isUnknown) follower.unheard(`Redis is not reachable: ${this.trouble ?? 'it has not responded yet'}`);
    else follower.announced(this.leases.of(pool));
  }
}
