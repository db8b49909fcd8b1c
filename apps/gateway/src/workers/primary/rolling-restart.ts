import { Injectable, Logger } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { WorkerFleet } from './worker-fleet';

/** Replaces the workers one after the other, and with them what a reload cannot change. */
@Injectable()
export class RollingRestart {
  private readonly logger = new Logger('Workers');
  private present: Promise<readonly number[]> | undefined;

  constructor(
    private readonly fleet: WorkerFleet,
    private readonly configurator: GatewayConfigurator,
  ) {}

  /** See `WorkerProcesses.restart`. A second call during a restart gets the result of the first. */
  restart(): Promise<readonly number[]> {
    this.present ??= this.restartAll().finally(() => (this.present = undefined));
    return this.present;
  }

  private async restartAll(): Promise<readonly number[]> {
    const takeBack = this.configurator.renewListener();
    try {
      await this.fleet.restart(this.configurator.running.listen.timeouts.shutdown);
    } catch (error) {
      takeBack();
      this.logger.error(`The workers are not restarted: ${(error as Error).message}.`);
      throw error;
    }
    const pids = this.fleet.serving.map(({ pid }) => pid);
    this.logger.log(`The workers were restarted: ${pids.join(', ')}.`);
    return pids;
  }
}
