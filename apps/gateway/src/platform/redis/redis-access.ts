import { type Histogram } from '../metrics/histogram';
import { type RedisObserver } from './redis-observer';
import { type RedisCaller, type RedisScript } from './redis.script';
import { type RedisTroubles } from './redis-troubles';
import { type ScanPage } from './scan-page';

/** The state of a server, or of a group of servers, for metrics and operators. */
export interface RedisHealth {
  readonly isUp: boolean;
  readonly troubles: RedisTroubles;
  readonly failures: number;
  readonly shortCircuited: number;
  readonly durations: ReadonlyMap<string, Histogram>;
}

/** Redis as its users see it: one server, the primary that Sentinels name, or a cluster. */
export interface RedisAccess extends RedisCaller {
  /** True if calls are sent to every server, so that no change of a cached key goes unnoticed. */
  readonly isUp: boolean;
  /** True if keys are on several servers: the keys of one call must have one hash tag. */
  readonly isSharded: boolean;
  /** True if calls for this key are sent. */
  isUpFor(key: string): boolean;
  /** To be called before `open`. */
  observe(observer: RedisObserver): void;
  /** Begins to connect, once; resolves when that has worked or no patience is left; it continues either way. */
  open(patience: number): Promise<void>;
  /** The rest of the time, in milliseconds, that a start waits for Redis: once for all its users together. */
  patienceLeft(patience: number): number;
  /** The second word of the command is its key. @throws RedisUnavailableError by rejection only. */
  call<T>(command: readonly string[], operation?: string): Promise<T>;
  /** Runs a script with one key, or with several; see `RedisScript`. */
  run<T>(script: RedisScript, key: string | readonly string[], values: readonly string[]): Promise<T>;
  /** Looks at about `count` keys. A cursor that is not one of this server begins at the first key. */
  scan(cursor: string | undefined, pattern: string, count: number): Promise<ScanPage>;
  close(): void;
}
