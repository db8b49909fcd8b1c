import { type AddressInfo } from 'node:net';
import { type INestApplication } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway-config';
import { workerCount } from '../../config/worker-count';
import { GatewayApplication, type InheritedState } from '../../app/gateway-application';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { acceptWaiting } from '../../data-plane/listener/graceful-stop';
import { type InheritedSockets } from '../../data-plane/listener/inherited-sockets';
import { Clock } from '../../platform/clock';
import { type ConfigSource } from '../../runtime/reload/config.source';
import { type ReloadReport } from '../../runtime/reload/reload-report';
import { ConnectionDispatcher } from './connection-dispatcher';
import { PrimaryModule } from './primary.module';
import { WorkerFleet } from './worker-fleet';
import { WorkerLinks } from './worker-links';

/** Within this time, in milliseconds, workers have what a process before this one has left. */
const SETTLE_LIMIT_MS = 5_000;

/**
 * A gateway of several processes: this one has the operators, everything that there must be one of, and all the sockets;
 * its workers have the clients.
 */
export class PrimaryGateway {
  private isStopping = false;

  private constructor(
    private readonly gateway: GatewayApplication,
    fleet: WorkerFleet,
  ) {
    // Who ends at once does not want the workers to take their time. Those of a primary that fails do.
    process.once('exit', () => {
      if (this.isStopping) fleet.killAll();
    });
  }

  /**
   * Starts the workers, and then listens, so that a worker exists for the first client.
   *
   * @throws like `GatewayApplication.start`, or if a worker cannot start.
   */
  static async start(
    config: GatewayConfig,
    source: ConfigSource,
    inheritance: InheritedState,
  ): Promise<PrimaryGateway> {
    const own: InheritedState = {
      takesOver: inheritance.takesOver,
      sockets: async (app) => {
        await app.get(WorkerFleet).open(workerCount(config));
        const sockets = await inheritance.sockets(app);
        if (inheritance.takesOver) await app.get(WorkerLinks).askAll('settle', undefined, SETTLE_LIMIT_MS);
        return sockets;
      },
    };
    const gateway = await GatewayApplication.start(config, undefined, source, own, {
      module: PrimaryModule.forRoot(config, source, inheritance),
      serves: 'operators',
      front: (app) => app.get(ConnectionDispatcher).server,
    });
    const { app } = gateway;
    const fleet = app.get(WorkerFleet);
    const dispatcher = app.get(ConnectionDispatcher);
    gateway.setWorkerShutdown(async (how) => {
      if (how === 'stop') await acceptWaiting(dispatcher.server, app.get(Clock));
      dispatcher.close();
      return fleet.close(app.get(GatewayConfigurator).running.listen.timeouts.shutdown);
    });
    return new PrimaryGateway(gateway, fleet);
  }

  get app(): INestApplication {
    return this.gateway.app;
  }

  get address(): AddressInfo {
    return this.gateway.address;
  }

  get adminAddress(): AddressInfo {
    return this.gateway.adminAddress;
  }

  get sockets(): InheritedSockets {
    return this.gateway.sockets;
  }

  reload(asker: string): Promise<ReloadReport> {
    return this.gateway.reload(asker);
  }

  /** Stops without losing a request; false when some had to be cut off at the time limit. */
  stop(): Promise<boolean> {
    this.isStopping = true;
    return this.gateway.stop();
  }

  /** The same, when another process listens on the same sockets. */
  leave(): Promise<boolean> {
    this.isStopping = true;
    return this.gateway.leave();
  }
}
