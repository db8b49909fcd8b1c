import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, RealInstallation } from './real-installation';

const WORKERS = 2;

/** A gateway with two workers, whose primary has the sessions. */
export class WorkersInstallation extends RealInstallation {
  readonly faults: readonly Fault[] = [
    { name: 'a worker is killed', run: () => this.killWorker() },
    { name: 'a worker is stopped and continued', run: (milliseconds) => this.stopWorker(milliseconds) },
  ];

  start(): Promise<void> {
    return this.addGateway(0, { workers: WORKERS }).start();
  }

  private async killWorker(): Promise<void> {
    const [gateway] = this.gateways;
    const victim = this.chosen(gateway.workers);
    process.kill(victim, 'SIGKILL');
    while (gateway.workers.includes(victim) || gateway.workers.length < WORKERS) await sleep(50);
  }

  private async stopWorker(milliseconds: number): Promise<void> {
    const victim = this.chosen(this.gateways[0].workers);
    process.kill(victim, 'SIGSTOP');
    await sleep(milliseconds);
    process.kill(victim, 'SIGCONT');
  }
}
