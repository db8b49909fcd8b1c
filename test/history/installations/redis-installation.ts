import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../../support/redis-server';
import { type Fault, RealInstallation } from './real-installation';

const GATEWAYS = 2;
/** After Redis has lost its data, each gateway has this long to claim its creates in progress again. */
const CLAIMING_MS = 3_000;

/** Two gateways with their sessions in one Redis. */
export class RedisInstallation extends RealInstallation {
  readonly faults: readonly Fault[] = [
    {
      name: 'a gateway is killed and started again',
      losesSessions: true,
      run: (milliseconds) => this.restart(this.chosen(this.gateways), milliseconds),
    },
    { name: 'a gateway is stopped and continued', run: (milliseconds) => this.stopGateway(milliseconds) },
    { name: 'Redis is emptied', losesSessions: true, run: () => this.empty() },
    { name: 'Redis stalls', losesSessions: true, run: (milliseconds) => this.stall(milliseconds) },
    { name: 'Redis restarts', losesSessions: true, run: (milliseconds) => this.restartRedis(milliseconds) },
    {
      name: 'Redis restarts without its data',
      losesSessions: true,
      run: (milliseconds) => this.restartEmptyRedis(milliseconds),
    },
    { name: 'connections to Redis break', losesSessions: true, run: () => this.breakConnections() },
  ];
  private redis: RedisServer | undefined;

  async start(): Promise<void> {
    this.redis = await RedisServer.start();
    const stores = { stickySessions: this.redis.url, redis: { timeout: '1s' } };
    await Promise.all(Array.from({ length: GATEWAYS }, (_, at) => this.addGateway(at, { stores }).start()));
  }

  override async close(): Promise<void> {
    await this.redis?.close();
  }

  private async stopGateway(milliseconds: number): Promise<void> {
    const gateway = this.chosen(this.gateways);
    gateway.signal('SIGSTOP');
    await sleep(milliseconds);
    gateway.signal('SIGCONT');
  }

  private async empty(): Promise<void> {
    await this.redis!.command('FLUSHALL');
    await sleep(CLAIMING_MS);
  }

  private async stall(milliseconds: number): Promise<void> {
    this.redis!.signal('SIGSTOP');
    await sleep(milliseconds);
    this.redis!.signal('SIGCONT');
    await sleep(CLAIMING_MS);
  }

  /** Nothing is written between the copy on disk and the end of the process. */
  private async restartRedis(milliseconds: number): Promise<void> {
    const redis = this.redis!;
    await redis.command('CLIENT', 'PAUSE', '60000', 'WRITE');
    await redis.command('SAVE');
    const { dir } = await redis.command<{ dir: string }>('CONFIG', 'GET', 'dir');
    await redis.kill();
    await sleep(milliseconds);
    await redis.run();
    rmSync(join(dir, 'dump.rdb'));
    await sleep(CLAIMING_MS);
  }

  private async restartEmptyRedis(milliseconds: number): Promise<void> {
    await this.redis!.kill();
    await sleep(milliseconds);
    await this.redis!.run();
    await sleep(CLAIMING_MS);
  }

  private async breakConnections(): Promise<void> {
    await this.redis!.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await sleep(CLAIMING_MS);
  }
}
