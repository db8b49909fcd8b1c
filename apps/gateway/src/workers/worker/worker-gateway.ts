import { Logger } from '@nestjs/common';
import { type GatewayConfig, type PoolConfig } from '../../config/gateway-config';
import { GatewayApplication } from '../../app/gateway-application';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { type ConnectionHandle } from '../../data-plane/listener/passed-connection';
import { processOutput } from '../../telemetry/logs/log-output';
import { RequestMetrics } from '../../telemetry/metrics/request-metrics';
import { Metrics } from '../../platform/metrics/metrics';
import {
  type Beginning,
  type Begun,
  type ExitReport,
  type PrimaryLink,
  type ReportedMetrics,
} from '../topics';
import { HeldByPrimary } from './held-by-primary';
import { BackendCounting } from './backend-counting';
import { MirroredStates } from './mirrored-states';
import { reportMetrics } from './report-metrics';
import { WorkerModule } from './worker.module';
import { perWorkerConfig } from './per-worker-config';

/** The part of the gateway that has clients: it does what the primary says, one after the other. */
export class WorkerGateway {
  private readonly logger = new Logger('Workers');
  private gateway: GatewayApplication | undefined;
  private stopping: Promise<boolean> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  /** The configuration from the primary, for all workers together. */
  private config: GatewayConfig | undefined;
  private place = 0;
  private count = 1;

  constructor(private readonly link: PrimaryLink) {
    link.on('begin', (beginning) => this.inOrder(() => this.begin(beginning)));
    link.on('configure', (config) => this.inOrder(() => this.configure(config)));
    link.on('relist', (lists) => this.heed(() => this.relist(lists)));
    link.on('state', (word) => this.heed(() => this.get(MirroredStates).mirror(word)));
    link.on('settle', () => this.inOrder(() => undefined));
    link.on('figures', () => this.inOrder(() => this.get(BackendCounting).figures));
    link.on('holdResource', (resource) => this.get(HeldByPrimary).hold(resource));
    link.on('releaseResource', (resource) => this.get(HeldByPrimary).release(resource));
    link.on('metrics', () => this.metrics());
    link.on('stop', () => this.end());
  }

  /** Serves a client whose connection the primary has accepted; undefined when nothing of it was left to be handed on. */
  take(connection: number, handle: ConnectionHandle | undefined): void {
    this.link.notify('taken', connection);
    if (handle !== undefined) this.gateway!.accept(handle);
  }

  /** Ends when nothing is in flight any more; true if nothing had to be cut off. */
  stop(): Promise<boolean> {
    // The primary may be gone while this stops because it wanted that.
    this.stopping ??= this.last.then(() => this.gateway?.stop() ?? true);
    return this.stopping;
  }

  private async configure(config: GatewayConfig): Promise<void> {
    await this.get(GatewayConfigurator).apply(perWorkerConfig(config, this.place, this.count));
    this.config = config;
  }

  private relist(lists: readonly Pick<PoolConfig, 'name' | 'backends'>[]): void {
    const { config } = this;
    if (config === undefined) return;
    const backends = new Map(lists.map((list) => [list.name, list.backends]));
    const pools = config.pools.map((pool) => ({
      ...pool,
      backends: backends.get(pool.name) ?? pool.backends,
    }));
    this.config = { ...config, pools };
    this.get(GatewayConfigurator).relist(perWorkerConfig(this.config, this.place, this.count).pools);
  }

  private async end(): Promise<ExitReport> {
    const isClean = await this.stop();
    return { isClean, figures: this.get(BackendCounting).figures, metrics: await this.metrics() };
  }

  private metrics(): Promise<ReportedMetrics> {
    // Counts of removed routes are no longer used.
    this.get(RequestMetrics).prune();
    return reportMetrics(this.get(Metrics));
  }

  private async begin({ config, place, count, states, isTerminal }: Beginning): Promise<Begun> {
    Object.assign(this, { config, place, count });
    const own = perWorkerConfig(config, place, count);
    const output = { ...processOutput(), isTerminal };
    const module = WorkerModule.forRoot(own, this.link);
    try {
      // Requests reach a backend only after its state is known.
      this.gateway = await GatewayApplication.start(own, undefined, undefined, undefined, {
        ...{ module, serves: 'clients', output },
        prepare: (app) => states.forEach((word) => app.get(MirroredStates).mirror(word)),
      });
      return {};
    } catch (error) {
      return { failure: tellable(error) };
    }
  }

  private get<T>(type: new (...needs: never[]) => T): T {
    return this.gateway!.app.get<T>(type);
  }

  /** For messages without a reply. */
  private heed(step: () => void): void {
    this.inOrder(step).catch((error: unknown) => this.logger.error(error));
  }

  private inOrder<T>(step: () => T | Promise<T>): Promise<T> {
    const done = this.last.then(step);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** As much of an error as others need to explain it. */
function tellable(error: unknown): { message: string } & Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return { message, stack, code: (error as NodeJS.ErrnoException).code };
}
