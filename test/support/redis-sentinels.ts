import { closedAfterTest } from './closing';
import { eventually } from './eventually';
import { RedisServer } from './redis-server';

const DOWN_AFTER_MS = 500;

/** A primary and a replica that three Sentinels watch; all of them are gone after the test. */
export class RedisSentinels {
  private constructor(
    readonly primary: RedisServer,
    readonly replica: RedisServer,
    private readonly sentinels: readonly RedisServer[],
  ) {}

  static async start(): Promise<RedisSentinels> {
    const primary = closedAfterTest(await RedisServer.start('--repl-diskless-sync-delay', '0'));
    const replicaOf = ['--replicaof', '127.0.0.1', String(primary.port)];
    const replica = closedAfterTest(await RedisServer.start(...replicaOf));
    await eventually(async () =>
      expect(await replica.command<string>('INFO', 'replication')).toContain('master_link_status:up'),
    );
    const lines = [
      `sentinel monitor main 127.0.0.1 ${primary.port} 2`,
      `sentinel down-after-milliseconds main ${DOWN_AFTER_MS}`,
      'sentinel failover-timeout main 5000',
    ];
    const starting = [1, 2, 3].map(() => RedisServer.startSentinel(...lines));
    const sentinels = (await Promise.all(starting)).map((sentinel) => closedAfterTest(sentinel));
    // Two of them must agree, and know of the replica, before they can replace the primary.
    for (const sentinel of sentinels)
      await eventually(async () =>
        expect(await sentinel.command('SENTINEL', 'MASTER', 'main')).toMatchObject({
          'num-other-sentinels': '2',
          'num-slaves': '1',
        }),
      );
    return new RedisSentinels(primary, replica, sentinels);
  }

  /** As a store of the configuration. */
  get place(): { sentinels: string[]; name: string } {
    return { sentinels: this.sentinels.map(({ url }) => url), name: 'main' };
  }
}
