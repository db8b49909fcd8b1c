import { type AddressInfo } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway.config';
import { workerCount } from '../../config/worker.count';
import { GatewayApplication, type Inheritance } from '../../gateway.application';
import { GatewayConfigurator } from '../../gateway.configurator';
import { type InheritedSockets } from '../../listener/inherited.sockets';
import { type ConfigSource } from '../../reload/config.source';
import { type ReloadReport } from '../../reload/reload.report';
import { PrimaryModule } from './primary.module';
import { WorkerFleet } from './worker.fleet';

/**
 * A gateway of several processes: this one has the operators and everything that there must be one of, and its workers
 * have the clients.
 */
export class PrimaryGateway {
  private isStopping = false;

  private constructor(
    private readonly gateway: GatewayApplication,
    private readonly fleet: WorkerFleet,
  ) {
    // Who ends at once does not want the workers to take their time. Those of a primary that fails do.
    process.once('exit', () => {
      if (this.isStopping) fleet.killAll();
    });
  }

  /**
   * Starts the operators' listener and the workers.
   *
   * @throws as `GatewayApplication.start`, when a worker cannot have the clients' address, too.
   */
  static async start(
    config: GatewayConfig,
    source: ConfigSource,
    inheritance: Inheritance,
  ): Promise<PrimaryGateway> {
    let sockets: InheritedSockets = {};
    const own: Inheritance = {
      ...inheritance,
      sockets: async (app) => (sockets = await inheritance.sockets(app)),
    };
    const module = PrimaryModule.forRoot(config, source);
    const gateway = await GatewayApplication.start(config, undefined, source, own, {
      module,
      serves: 'operators',
    });
    const fleet = gateway.app.get(WorkerFleet);
    try {
      await fleet.open(workerCount(config), sockets);
    } catch (error) {
      await gateway.close();
      throw error;
    }
    const configurator = gateway.app.get(GatewayConfigurator);
    gateway.leadsOthers(() => fleet.close(configurator.running.listen.timeouts.shutdown));
    const primary = new PrimaryGateway(gateway, fleet);
    if (sockets.public !== undefined)
      fleet.observe({ workerStarted: () => undefined, workerLost: () => primary.endWithoutSocket() });
    return primary;
  }

  /**
   * Ends when no worker is left. node:cluster closes a socket with the last worker that has it, and an inherited one cannot be
   * opened again: whoever starts the gateway anew has it, or frees its address.
   */
  private endWithoutSocket(): void {
    if (this.isStopping || this.fleet.serving.length > 0) return;
    this.isStopping = true;
    new Logger('Workers').error('All workers have ended, and with them the socket that was given to them.');
    void this.gateway.close().then(() => process.exit(1));
  }

  get app(): INestApplication {
    return this.gateway.app;
  }

  get address(): AddressInfo {
    return this.fleet.serving[0].address!;
  }

  get adminAddress(): AddressInfo {
    return this.gateway.adminAddress;
  }

  reload(asker: string): Promise<ReloadReport> {
    return this.gateway.reload(asker);
  }

  /** Stops without losing a request; false when some had to be cut off at the time limit. */
  stop(): Promise<boolean> {
    this.isStopping = true;
    return this.gateway.stop();
  }
}
