import { type Fault, RealInstallation } from './real-installation';

/** One gateway with its sessions in memory. */
export class MemoryInstallation extends RealInstallation {
  readonly faults: readonly Fault[] = [
    {
      name: 'the gateway is killed and started again',
      losesSessions: true,
      run: (milliseconds) => this.restart(this.gateways[0], milliseconds),
    },
  ];

  start(): Promise<void> {
    return this.addGateway(0).start();
  }
}
