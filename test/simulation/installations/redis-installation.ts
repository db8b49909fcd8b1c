import { RedisStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/redis/redis-sticky-session.store';
import { type PlannedFault } from '../plan';
import { SimulatedRedis, SimulatedRedisConnection } from '../redis/simulated-redis';
import { Installation, type World } from './installation';

const GATEWAYS = 2;
const SETTINGS = { prefix: 'ld:', nearCache: 100, whenDown: 'useLastKnown' } as const;

/** Two gateways with their sessions in one Redis. */
export class RedisInstallation extends Installation {
  private readonly redis: SimulatedRedis;
  private readonly connections = new Set<SimulatedRedisConnection>();

  constructor(world: World) {
    super(world);
    this.redis = new SimulatedRedis(world.time);
    for (let count = 0; count < GATEWAYS; count++) this.start();
  }

  fail({ kind, which, milliseconds }: PlannedFault): void {
    const { redis } = this;
    switch (kind) {
      case 'Redis is emptied':
        return redis.model.flushAll();
      case 'Redis restarts':
        return redis.restart(milliseconds, true);
      case 'Redis restarts without its data':
        return redis.restart(milliseconds, false);
      case 'Redis stalls':
        return redis.stall(milliseconds);
      case 'connection to Redis breaks': {
        const all = [...this.connections];
        return all[Math.floor(which * all.length)]?.lose();
      }
      default:
        this.chosen(which)?.process.kill();
        this.world.time.after(milliseconds, () => this.start());
    }
  }

  private start(): void {
    const process = this.newProcess();
    const connection = new SimulatedRedisConnection(this.redis, process, this.world.random);
    this.connections.add(connection);
    process.onDeath(() => this.connections.delete(connection));
    const store = new RedisStickySessionStore({ connection: connection as never, clock: process }, SETTINGS);
    this.addGateway(process, store);
    void store.onModuleInit();
  }
}
