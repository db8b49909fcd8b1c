import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { RedisRefusedError } from '../../platform/redis/redis-unavailable.error';
import { SharedRedis } from '../../platform/redis/cluster-redis';
import { BEAT } from './heartbeat.script';
import { type GatewayRecord, readRecord } from './member-record';
import { OwnRecord } from './local-member';

/** Between two signs of life, and how long one counts, in milliseconds. */
const INTERVAL = 1_000;
export const TIME_TO_LIVE = 4_000;

/** More gateways than share one registry; what else claims to be one is not listed. */
const MOST = 1_000;

/** Who wants to know which gateways come and go. */
export interface GatewaysObserver {
  gatewayCame(record: GatewayRecord): void;
  gatewayLeft(record: GatewayRecord): void;
}

/** Which gateways share the registry: each gives a sign of life, and whoever does not for a while is gone. */
@Injectable()
export class KnownGateways implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Gateways');
  private readonly key: string;
  private others: ReadonlyMap<string, GatewayRecord> = new Map();
  /** Who was not among those that gave a sign of life the last time; an emptied Redis hears of everybody again soon. */
  private missed: ReadonlySet<string> = new Set();
  private readonly observers: Observers<GatewaysObserver>;
  private timer: Timer | undefined;
  private isBeating = false;
  /** Whether Redis refused the last sign of life. */
  private isRefused = false;

  constructor(
    private readonly own: OwnRecord,
    private readonly redis: SharedRedis,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
    this.key = `${redis.prefix}gateways`;
  }

  /** `split` while Redis cannot be asked, or refuses: the others are those that were known last. */
  get sharing(): 'alone' | 'together' | 'split' {
    if (this.redis.connection === undefined) return 'alone';
    return this.redis.connection.isUp && !this.isRefused ? 'together' : 'split';
  }

  /** This one first, the others by their names. */
  get all(): readonly GatewayRecord[] {
    const others = [...this.others.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
    return [this.own.now, ...others];
  }

  observe(observer: GatewaysObserver): void {
    this.observers.add(observer);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.redis.connection === undefined) return;
    this.timer = this.clock.every(INTERVAL, () => void this.beat());
    await this.beat();
  }

  /** Whoever stops says so: nobody has to wait for it. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer === undefined) return;
    this.timer.cancel();
    this.timer = undefined;
    await this.redis.connection!.call(['HDEL', this.key, this.own.now.id]).catch(() => undefined);
  }

  /** Gives a sign of life, and learns who else does. */
  async beat(): Promise<void> {
    if (this.isBeating) return;
    this.isBeating = true;
    try {
      const { now } = this.own;
      const values = [now.id, JSON.stringify(now), String(TIME_TO_LIVE)];
      const told = await this.redis.connection!.run<string[]>(BEAT, this.key, values);
      this.isRefused = false;
      if (this.timer !== undefined) this.learn(told, now.id);
    } catch (error) {
      // The next one may be heard.
      this.isRefused = error instanceof RedisRefusedError;
    } finally {
      this.isBeating = false;
    }
  }

  private learn(told: readonly string[], ownId: string): void {
    const records = told.slice(0, MOST).flatMap((json) => readRecord(json) ?? []);
    const before = this.others;
    const heard = new Map(records.filter(({ id }) => id !== ownId).map((record) => [record.id, record]));
    const late = [...before].filter(([id]) => !heard.has(id) && !this.missed.has(id));
    this.missed = new Set(late.map(([id]) => id));
    this.others = new Map([...heard, ...late]);
    for (const [id, record] of this.others) if (!before.has(id)) this.came(record);
    for (const [id, record] of before) if (!this.others.has(id)) this.left(record);
  }

  private came(record: GatewayRecord): void {
    this.logger.log(`Gateway ${record.id} (${record.version}) shares the registry.`);
    this.observers.tell((observer) => observer.gatewayCame(record));
  }

  private left(record: GatewayRecord): void {
    this.logger.log(`Gateway ${record.id} is gone.`);
    this.observers.tell((observer) => observer.gatewayLeft(record));
  }
}
