import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilListening } from '../../chaos/subjects/until-listening';
import { freePorts, Processes, ROOT } from '../../support/processes';
import { RedisServer } from '../../support/redis-server';

const BACKENDS = ['a', 'b', 'c'];
const TYPESCRIPT = ['-r', join(ROOT, 'test/items-api/support/typescript.cjs')];
const GATEWAY = [...TYPESCRIPT, join(ROOT, 'apps/gateway/src/main.ts')];
const BACKEND = join(__dirname, 'owning.backend.mjs');

type Started = ReturnType<Processes['start']>;

/** One of the processes, which can be killed and started again where it was. */
class Actor {
  private process: Started | undefined;

  constructor(
    readonly port: number,
    private readonly begin: () => Started,
  ) {}

  async start(): Promise<void> {
    this.process = this.begin();
    await untilListening(this.port, this.process);
  }

  async kill(): Promise<void> {
    this.process!.signalGroup('SIGKILL');
    await this.process!.ended;
  }
}

/** Two gateways, three backends that keep a ledger, and one Redis: each a process of its own. */
export class OwnershipStage {
  readonly gateways: Actor[];
  readonly backends: Actor[];
  private readonly processes = new Processes();
  private readonly folder = mkdtempSync(join(tmpdir(), 'ownership-'));

  private constructor(
    readonly redis: RedisServer,
    ports: readonly number[],
  ) {
    const backendPorts = ports.slice(0, BACKENDS.length);
    this.backends = backendPorts.map((port, at) => new Actor(port, () => this.startBackend(at, port)));
    this.gateways = [0, 1].map((at) => {
      const [port, adminPort] = ports.slice(BACKENDS.length + 2 * at);
      const file = join(this.folder, `gateway-${at}.yaml`);
      writeFileSync(file, JSON.stringify(configuration(port, adminPort, backendPorts, redis.url)));
      return new Actor(port, () => this.processes.start(process.execPath, GATEWAY, { GATEWAY_CONFIG: file }));
    });
  }

  static async open(): Promise<OwnershipStage> {
    const redis = await RedisServer.start();
    const stage = new OwnershipStage(redis, await freePorts(BACKENDS.length + 4));
    await Promise.all([...stage.backends, ...stage.gateways].map((actor) => actor.start()));
    return stage;
  }

  /**
   * The actions of each backend, in order, with the time: `create 7 …`, `write 7 …`, `delete 7 …`, or `stray 7
   * …` for an item that it did not have.
   */
  ledgers(): string[][] {
    return BACKENDS.map((_, at) => readFileSync(this.ledger(at), 'utf8').trimEnd().split('\n'));
  }

  async close(): Promise<void> {
    await this.processes.endAll();
    await this.redis.close();
    rmSync(this.folder, { recursive: true });
  }

  private startBackend(at: number, port: number): Started {
    return this.processes.start(process.execPath, [BACKEND, BACKENDS[at], String(port), this.ledger(at)]);
  }

  private ledger(at: number): string {
    return join(this.folder, `${BACKENDS[at]}.ledger`);
  }
}

function configuration(port: number, adminPort: number, backends: readonly number[], redis: string): object {
  return {
    listen: { host: '127.0.0.1', port },
    admin: { port: adminPort },
    pools: {
      items: { backends: backends.map((own, at) => ({ id: BACKENDS[at], url: `http://127.0.0.1:${own}` })) },
    },
    routes: [{ path: '/', pool: 'items', affinity: ['items'] }],
    affinity: {
      items: {
        key: [{ path: '/items/:item_id' }, { query: 'item_id' }],
        creates: 'safe',
        // Redis never proves that an item has no owner, so the backends are asked before each creation.
        locate: { concurrency: 100, maxRatio: '100%' },
      },
    },
    stores: { stickySessions: redis },
  };
}
