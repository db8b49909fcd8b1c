import { createHash } from 'node:crypto';

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
}
