import { createHash } from 'node:crypto';

/** Sends commands to Redis. */
export interface RedisCaller {
  call<T>(command: readonly string[], operation?: string): Promise<T>;
}

/** Lua that Redis runs as one step; it is sent once, and named by its hash from then on. */
export class RedisScript {
  readonly sha: string;

  constructor(
    /** The name of the operation, for metrics. */
    readonly name: string,
    readonly source: string,
  ) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  async runOn<T>(redis: RedisCaller, key: string | readonly string[], values: readonly string[]): Promise<T> {
    const keys = typeof key === 'string' ? [key] : key;
    const parameters = [String(keys.length), ...keys, ...values];
    try {
      return await redis.call<T>(['EVALSHA', this.sha, ...parameters], this.name);
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return redis.call<T>(['EVAL', this.source, ...parameters], this.name);
    }
  }
}
