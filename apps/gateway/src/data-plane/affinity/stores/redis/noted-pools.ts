import { type Clock } from '../../../../platform/clock';
import { StoreUnavailableError } from '../../../errors/availability.errors';
import { type RedisAccess } from '../../../../platform/redis/redis-access';
import { poolOf, ruleOf } from '../../session-key';
import { type RedisKeys } from './redis-key';

/**
 * The names of the pools with sessions of a rule: a set in Redis, so that gateways know which pools to ask after a reload. It
 * expires later than the last of these sessions.
 */
export class NotedPools {
  /** When each rule and pool was last written, by the monotonic clock. */
  private readonly notedAt = new Map<string, number>();

  constructor(
    private readonly connection: RedisAccess,
    private readonly keys: RedisKeys,
    private readonly clock: Clock,
  ) {}

  /** Writes the rule and pool of the key, at most once in the idle time. Never blocks a request. */
  note(key: string, idle: number): void {
    const [rule, pool] = [ruleOf(key), poolOf(key)];
    const name = `${rule}/${pool}`;
    const now = this.clock.now();
    if (now - (this.notedAt.get(name) ?? -Infinity) < idle) return;
    this.notedAt.set(name, now);
    const set = this.keys.poolsOf(rule);
    // Longer than until the next note and the idle time after that.
    const calls = [
      ['SADD', set, pool],
      ['PEXPIRE', set, String(Math.ceil(3 * idle))],
    ].map((command) => this.connection.call(command));
    Promise.all(calls).catch(() => void this.notedAt.delete(name));
  }

  /** Redis may have lost them. */
  clear(): void {
    this.notedAt.clear();
  }

  async of(rule: string): Promise<readonly string[]> {
    try {
      return await this.connection.call<string[]>(['SMEMBERS', this.keys.poolsOf(rule)]);
    } catch (cause) {
      throw new StoreUnavailableError({ cause });
    }
  }
}
