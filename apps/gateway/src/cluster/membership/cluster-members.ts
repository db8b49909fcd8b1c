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
import { ClusterRedis } from '../../platform/redis/cluster-redis';
import { HEARTBEAT } from './heartbeat.script';
import { type MemberRecord, readMemberRecord } from './member-record';
import { LocalMember } from './local-member';

/** Between two signs of life, and how long one counts, in milliseconds. */
const INTERVAL = 1_000;
export const TIME_TO_LIVE = 4_000;

/** More gateways than share one registry; what else claims to be one is not listed. */
const MAX_MEMBERS = 1_000;

/** Who wants to know which gateways come and go. */
export interface MembershipObserver {
  memberJoined(record: MemberRecord): void;
  memberLeft(record: MemberRecord): void;
}

/** The members of the cluster: each sends a heartbeat, and a member without one for a while has left. */
@Injectable()
export class ClusterMembers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Gateways');
  private readonly key: string;
  private others: ReadonlyMap<string, MemberRecord> = new Map();
  /** Members that were missing in the last reading; after Redis was emptied, all of them return soon. */
  private missed: ReadonlySet<string> = new Set();
  private readonly observers: Observers<MembershipObserver>;
  private timer: Timer | undefined;
  private isBeating = false;
  /** True if Redis refused the last sign of life. */
  private isRefused = false;

  constructor(
    private readonly own: LocalMember,
    private readonly redis: ClusterRedis,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
    this.key = `${redis.prefix}gateways`;
  }

  /** `split` while Redis cannot be asked, or refuses: the others are those that were known last. */
  get sharing(): 'alone' | 'together' | 'split' {
    if (this.redis.connection === undefined) return 'alone';
    return this.redis.connection.isUpFor(this.key) && !this.isRefused ? 'together' : 'split';
  }

  /** This one first, the others by their names. */
  get all(): readonly MemberRecord[] {
    const others = [...this.others.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
    return [this.own.now, ...others];
  }

  observe(observer: MembershipObserver): void {
    this.observers.add(observer);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.redis.connection === undefined) return;
    this.timer = this.clock.every(INTERVAL, () => void this.sendHeartbeat());
    await this.sendHeartbeat();
  }

  /** A member that stops deletes its record, so that the others do not wait for its expiry. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer === undefined) return;
    this.timer.cancel();
    this.timer = undefined;
    await this.redis.connection!.call(['HDEL', this.key, this.own.now.id]).catch(() => undefined);
  }

  /** Gives a sign of life, and learns who else does. */
  async sendHeartbeat(): Promise<void> {
    if (this.isBeating) return;
    this.isBeating = true;
    try {
      const { now } = this.own;
      const values = [now.id, JSON.stringify(now), String(TIME_TO_LIVE)];
      const encoded = await this.redis.connection!.run<string[]>(HEARTBEAT, this.key, values);
      this.isRefused = false;
      if (this.timer !== undefined) this.learn(encoded, now.id);
    } catch (error) {
      // The next one may be heard.
      this.isRefused = error instanceof RedisRefusedError;
    } finally {
      this.isBeating = false;
    }
  }

  private learn(encoded: readonly string[], ownId: string): void {
    const records = encoded.slice(0, MAX_MEMBERS).flatMap((json) => readMemberRecord(json) ?? []);
    const before = this.others;
    const heard = new Map(records.filter(({ id }) => id !== ownId).map((record) => [record.id, record]));
    const late = [...before].filter(([id]) => !heard.has(id) && !this.missed.has(id));
    this.missed = new Set(late.map(([id]) => id));
    this.others = new Map([...heard, ...late]);
    for (const [id, record] of this.others) if (!before.has(id)) this.joined(record);
    for (const [id, record] of before) if (!this.others.has(id)) this.left(record);
  }

  private joined(record: MemberRecord): void {
    this.logger.log(`Gateway ${record.id} (${record.version}) has joined the cluster.`);
    this.observers.tell((observer) => observer.memberJoined(record));
  }

  private left(record: MemberRecord): void {
    this.logger.log(`Gateway ${record.id} has left the cluster.`);
    this.observers.tell((observer) => observer.memberLeft(record));
  }
}
