import { type Clock } from '../clock';
import { CHECK } from './check.script';
import { type RedisClient } from './redis-link';

/** How long a new connection may take until it has proven itself, in milliseconds. */
const PROOF_TIMEOUT_MS = 3_000;

/** Between two attempts, in milliseconds: at first, then twice as long each time, up to the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 8_000;

export interface ReplacementSettings {
  /** A client that is not connected yet. */
  readonly make: () => RedisClient;
  /** Sets up a connection as the gateway uses it. Rejects when that is refused. */
  readonly setUp: (client: RedisClient) => Promise<void>;
  /** A key that is never there. */
  readonly key: () => string;
}

/**
 * Looks for a better connection instead of one that is refused: behind the same address, which a name, a balancer or
 * a service may have moved, another server may do by now what this one does not. The old one stays until that is
 * proven.
 */
export class RedisReplacement {
  private nextAt = -Infinity;
  private pause = FIRST_PAUSE;
  private isTrying = false;

  constructor(
    private readonly settings: ReplacementSettings,
    private readonly clock: Clock,
  ) {}

  /** The next attempt may be made at once again. */
  reset(): void {
    this.pause = FIRST_PAUSE;
    this.nextAt = -Infinity;
  }

  /**
   * @param mayRead whether a connection counts as better that is only allowed to read.
   * @returns a connection that is; undefined when there is none, or it is too soon to look again. Never rejects.
   */
  async find(mayRead: boolean): Promise<RedisClient | undefined> {
    const now = this.clock.now();
    if (this.isTrying || now < this.nextAt) return undefined;
    this.nextAt = now + this.pause;
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    this.isTrying = true;
    const client = this.settings.make();
    const timeout = new Promise<boolean>(
      (resolve) => void this.clock.after(PROOF_TIMEOUT_MS, () => resolve(false)),
    );
    const isBetter = await Promise.race([this.provesItself(client, mayRead).catch(() => false), timeout]);
    this.isTrying = false;
    if (isBetter) return client;
    client.destroy();
    return undefined;
  }

  private async provesItself(client: RedisClient, mayRead: boolean): Promise<boolean> {
    await client.connect();
    await this.settings.setUp(client);
    if (mayRead) await client.sendCommand(['PING']);
    else await client.sendCommand(['EVAL', CHECK.source, '1', this.settings.key()]);
    return true;
  }
}
