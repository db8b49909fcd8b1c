import { CallDurations } from './call-durations';
import { type RedisAccess, type RedisHealth } from './redis-access';
import { type ScanPage } from './scan-page';
import { type RedisMembers } from './redis-members';
import { type RedisObserver } from './redis-observer';
import { RedisOpening } from './redis-opening';
import { type RedisPorts } from './redis-ports';
import { type RedisScript } from './redis.script';
import { type RedisTroubles } from './redis-troubles';
import { RedisUnavailableError } from './redis-unavailable.error';

/** The parts of a group of servers. */
export interface RedisGroupParts {
  readonly members: RedisMembers;
  readonly ports: RedisPorts;
  /** The errors of the group itself; each server has its own ones. */
  readonly troubles: RedisTroubles;
}

/** Several servers of Redis of which one, or one for each key, is the right one. */
export abstract class RedisGroup implements RedisAccess, RedisHealth {
  abstract readonly isSharded: boolean;
  abstract readonly isUp: boolean;
  readonly failures = 0;
  /** Calls that failed at once, because no server is known for their key. */
  shortCircuited = 0;
  readonly durations = new CallDurations();
  readonly troubles: RedisTroubles;
  readonly members: RedisMembers;
  protected readonly ports: RedisPorts;
  private readonly opening: RedisOpening;

  constructor({ members, ports, troubles }: RedisGroupParts) {
    this.members = members;
    this.ports = ports;
    this.troubles = troubles;
    this.opening = new RedisOpening(ports.clock);
  }

  abstract isUpFor(key: string): boolean;
  abstract call<T>(command: readonly string[], operation?: string): Promise<T>;
  abstract scan(cursor: string | undefined, pattern: string, count: number): Promise<ScanPage>;
  abstract close(): void;
  /** Begins to look for the servers. */
  protected abstract begin(): void;

  observe(observer: RedisObserver): void {
    this.members.observe(observer);
  }

  async open(patience: number): Promise<void> {
    if (this.isUp) return;
    if (this.opening.begin()) this.begin();
    await this.opening.wait(patience);
  }

  patienceLeft(patience: number): number {
    return this.opening.left(patience);
  }

  run<T>(script: RedisScript, key: string | readonly string[], values: readonly string[]): Promise<T> {
    return script.runOn<T>(this, key, values);
  }

  protected async connectTo(urls: ReadonlySet<string>): Promise<void> {
    await this.members.become(urls);
    this.opening.succeed();
  }

  protected refuse<T>(): Promise<T> {
    this.shortCircuited++;
    const reason = this.troubles.all[0]?.reason ?? 'no server is known yet';
    return Promise.reject<T>(new RedisUnavailableError(reason));
  }
}
