import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type ChangeObserver, GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { backendKey, type OperatorOverrides } from '../../data-plane/upstream/operator-overrides';
import { LocalGatewayId } from '../local-gateway-id';
import { RedisReplica } from '../../platform/redis/redis-replica';
import { RedisRefusedError } from '../../platform/redis/redis-unavailable.error';
import { ClusterRedis } from '../../platform/redis/cluster-redis';
import { type VersionedOverride } from './versioned-override';
import { formatOverride } from './format-override';
import { PUT_IF_NEWER } from './put-if-newer.script';
import { OverrideRegister } from './override-register';
import { decodeOverride, encodeOverride } from './override-codec';

/** Is notified of changes in how the cluster shares overrides. */
export interface SharingObserver {
  /** An override of another gateway now applies here. */
  learned(word: VersionedOverride): void;
  /** From now on overrides reach this gateway only, or the whole cluster again. */
  splitChanged(isSplit: boolean): void;
}

/**
 * Shares overrides with all gateways of a cluster through Redis. An override applies here at once, and elsewhere as
 * soon as Redis has it. While Redis is not reachable, every gateway continues with what it knows. Afterwards the newest
 * override applies, also if Redis has lost all data.
 */
@Injectable()
export class OverrideSync implements ChangeObserver, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Gateways');
  private readonly book = new OverrideRegister();
  private readonly copy: RedisReplica | undefined;
  private readonly key: string;
  private sending: Promise<void> = Promise.resolve();
  private readonly observers: Observers<SharingObserver>;
  private isMerging = false;
  /** The operations that fail with Redis. */
  private readonly failing = new Set<'read' | 'tell'>();

  constructor(
    private readonly own: LocalGatewayId,
    private readonly configurator: GatewayConfigurator,
    private readonly redis: ClusterRedis,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
    this.key = `${redis.prefix}operators`;
    if (redis.connection === undefined) return;
    this.copy = new RedisReplica(redis.connection, this.key, () => this.readAll());
    configurator.observe(this);
  }

  observe(observer: SharingObserver): void {
    this.observers.add(observer);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.copy?.open(this.clock);
  }

  onModuleDestroy(): void {
    this.copy?.close();
  }

  /** True if other gateways may not know the last override of this backend. */
  isLocalOnly(pool: string, id: string): boolean {
    return this.book.localOnly.has(backendKey(pool, id));
  }

  /** Resolves when Redis has all overrides up to now, or is not reachable. */
  settled(): Promise<void> {
    return this.sending;
  }

  changesChanged(before: OperatorOverrides, after: OperatorOverrides): void {
    if (this.isMerging) return;
    const { pools } = this.configurator.running;
    this.book.note(before, after, { at: this.clock.wallTime(), by: this.own.id, pools });
    this.sendSoon();
    void this.sending.then(() => {
      // An answer that was late is asked for again.
      if (this.book.localOnly.size > 0 && this.redis.connection!.isUpFor(this.key)) void this.copy!.read();
    });
  }

  private sendSoon(): void {
    this.sending = this.sending.then(() => this.send());
  }

  /** Tells Redis all that it may not know; what is newer there holds here. */
  private async send(): Promise<void> {
    try {
      for (const key of this.book.localOnly) await this.tell(key, this.book.get(key)!);
      this.note('tell');
    } catch (error) {
      this.note('tell', error);
    }
  }

  private async tell(key: string, word: VersionedOverride): Promise<void> {
    const values = [key, String(word.at), word.by, encodeOverride(word)];
    const standing = await this.redis.connection!.run<string | null>(PUT_IF_NEWER, this.key, values);
    const newer = standing === null ? undefined : decodeOverride(key, standing);
    this.book.noteShared(key, word);
    if (newer !== undefined && this.book.take(key, newer)) this.putInForce([key]);
  }

  private async readAll(): Promise<boolean> {
    try {
      const fields = await this.redis.connection!.call<Record<string, string>>(['HGETALL', this.key]);
      const others = new Map(
        Object.entries(fields).flatMap(([key, text]) => {
          const word = decodeOverride(key, text);
          return word === undefined ? [] : [[key, word] as const];
        }),
      );
      const news = this.book.merge(others);
      const old = this.book.forget(this.clock.wallTime());
      if (old.length > 0) await this.redis.connection!.call(['HDEL', this.key, ...old]);
      if (news.length > 0) this.putInForce(news);
    } catch (error) {
      this.note('read', error);
      return false;
    }
    this.note('read');
    this.sendSoon();
    await this.sending;
    return this.book.localOnly.size === 0;
  }

  private putInForce(news: readonly string[]): void {
    this.isMerging = true;
    try {
      this.configurator.change(this.book.inForce(this.configurator.running.pools));
    } catch (error) {
      // Such as a certificate that cannot be read; the next word, or a reload, puts it in force with the others.
      this.logger.error(`Overrides cannot be applied: ${(error as Error).message}`);
      return;
    } finally {
      this.isMerging = false;
    }
    for (const key of news) {
      const word = this.book.get(key);
      if (word === undefined) continue;
      this.logger.log(formatOverride(word));
      this.observers.tell((observer) => observer.learned(word));
    }
  }

  private note(what: 'read' | 'tell', failure?: unknown): void {
    const wasSplit = this.failing.size > 0;
    // One answer that is late is no split; one that refuses is.
    const isOutage = !this.redis.connection!.isUpFor(this.key) || failure instanceof RedisRefusedError;
    if (failure === undefined) this.failing.delete(what);
    else if (wasSplit || isOutage) this.failing.add(what);
    const isSplit = this.failing.size > 0;
    if (wasSplit === isSplit) return;
    if (isSplit)
      this.logger.warn(
        `Overrides apply to this gateway only, because Redis is not reachable (${(failure as Error).message}).`,
      );
    else this.logger.log('Redis is reachable again. Overrides are shared with all gateways.');
    this.observers.tell((observer) => observer.splitChanged(isSplit));
  }
}
