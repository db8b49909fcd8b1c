import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type GatewayConfig, type PoolConfig } from '../../config/gateway-config';
import { type RuntimeListener, GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendWord } from '../topics';
import { WorkerLinks } from './worker-links';

/**
 * Interval at which workers receive the number of passed probes of ejected backends, which may end an ejection.
 */
const PASSES_MS = 250;
/** A worker that has not taken a configuration by then will not. */
const CONFIGURE_LIMIT_MS = 15_000;

/** Tells the workers what is in force, and what is known of the backends. */
@Injectable()
export class StateBroadcast
  implements StateObserver, RuntimeListener, OnApplicationBootstrap, OnModuleDestroy
{
  private readonly logger = new Logger('Workers');
  private timer: Timer | undefined;

  constructor(
    private readonly links: WorkerLinks,
    private readonly states: BackendStates,
    private readonly registry: PoolTable,
    private readonly configurator: GatewayConfigurator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Starts after the first configuration is in force; workers receive that one when they start. */
  onApplicationBootstrap(): void {
    this.states.observe(this);
    this.configurator.subscribe(this);
    this.timer = this.clock.every(PASSES_MS, () => this.tellPasses());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** The current states of all backends, for a worker that starts. */
  get all(): BackendWord[] {
    return this.registry.all.flatMap((pool) => pool.backends.map((backend) => wordOf(pool, backend)));
  }

  reported(pool: Pool, backend: Backend, reason: string): void {
    this.links.tellAll('state', wordOf(pool, backend, reason));
  }

  stateChanged(): void {
    // `reported` has already sent every change.
  }

  /** A worker that cannot apply what this process has applied is replaced by one that begins with it. */
  async configured(config: GatewayConfig): Promise<void> {
    const answers = await this.links.askAll('configure', config, CONFIGURE_LIMIT_MS);
    for (const [worker, answer] of answers) {
      if (!(answer instanceof Error) || !worker.link.isOpen) continue;
      this.logger.error(`Worker ${worker.pid} rejects the configuration: ${answer.message}.`);
      worker.kill();
    }
  }

  relisted(pools: readonly PoolConfig[]): void {
    this.links.tellAll(
      'relist',
      pools.map(({ name, backends }) => ({ name, backends })),
    );
  }

  private tellPasses(): void {
    for (const pool of this.registry.all) {
      for (const backend of pool.backends)
        if (backend.isEjected && backend.passes > 0) this.links.tellAll('state', wordOf(pool, backend));
    }
  }
}

function wordOf(pool: Pool, backend: Backend, reason = backend.lastChange?.reason ?? ''): BackendWord {
  const { id, url, health, mode, selfDraining, isEjected, passes } = backend;
  return { pool: pool.name, id, url, health, mode, selfDraining, isEjected, passes, reason };
}
