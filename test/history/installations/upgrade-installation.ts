import { runCommand } from '../../cli/support/run-command';
import { type Fault, RealInstallation } from './real-installation';

/** One gateway whose process is replaced by another one, again and again. */
export class UpgradeInstallation extends RealInstallation {
  override readonly events: readonly Fault[] = [
    { name: 'the gateway is upgraded', run: () => this.upgrade(0) },
  ];

  readonly faults: readonly Fault[] = [{ name: 'an upgrade fails', run: () => this.failUpgrade() }];

  start(): Promise<void> {
    return this.addGateway(0).start();
  }

  /** To a configuration with a mistake. */
  private async failUpgrade(): Promise<void> {
    const [gateway] = this.gateways;
    gateway.configure({ pools: 'none' });
    await this.upgrade(1);
    gateway.configure({});
  }

  private async upgrade(expected: number): Promise<void> {
    const { code, err } = await runCommand(this.gateways[0], ['upgrade']);
    if (code !== expected) throw new Error(`\`upgrade\` exited with ${code}: ${err}`);
  }
}
