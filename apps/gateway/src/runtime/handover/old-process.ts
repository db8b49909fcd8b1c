import { once } from 'node:events';
import { type Environment } from '../../config/variables';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { ipcChannel } from '../../platform/ipc/ipc-channel';
import { type Addresses } from '../../data-plane/listener/listeners';
import { Deadlines } from '../../platform/deadlines';
import { SystemClock } from '../../platform/system-clock';
import { type HandoverState } from './handover-state';
import { type StateTransfer } from './state-transfer';
import { UpgradeError } from './upgrade.error';
import { type OldProcessLink, PROTOCOL } from './upgrade-messages';

/** The variable that tells a process from which one it is to take over. */
export const OLD_PROCESS = 'LOAD_DISTRIBUTER_PREDECESSOR';

/** The process that this one takes over from, as this one sees it. */
export class OldProcess {
  /** It has ended. */
  readonly ended: Promise<unknown> = once(process, 'disconnect');
  private readonly link: OldProcessLink = new IpcLink(ipcChannel(process), new Deadlines(new SystemClock()));

  private constructor() {
    void this.ended.then(() => this.link.close());
  }

  /** Undefined in a process that was not started to take over from another one. */
  static of(env: Environment): OldProcess | undefined {
    const isChild = env[OLD_PROCESS] === String(process.ppid) && process.connected === true;
    return isChild ? new OldProcess() : undefined;
  }

  /**
   * Says that this process is ready to take over, and gives the keeper all that is left to it.
   *
   * @returns where the configuration of the other one wanted the sockets that it has opened.
   * @throws UpgradeError when the other one has ended instead.
   */
  async import(version: string, keeper: StateTransfer): Promise<Addresses> {
    const estate = new Promise<HandoverState>((resolve) => this.link.on('estate', resolve));
    this.link.on('sessions', (rows) => keeper.importSessions(rows));
    this.link.on('rates', (counts) => keeper.importRates(counts));
    this.link.on('call', (call) => keeper.execute(call));
    this.link.notify('prepared', { protocol: PROTOCOL, version });
    const over = this.ended.then(() => {
      throw new UpgradeError('the old process exited before the handover was complete');
    });
    const left = await Promise.race([estate, over]);
    keeper.import(left);
    return left.addresses;
  }

  /** Says that this process listens, and the other one is to stop. */
  notifyListening(): void {
    this.link.notify('listening', undefined);
  }

  /** Reports why this process cannot take over; the old process continues. */
  async refuse(reason: string): Promise<void> {
    this.link.notify('failed', reason);
    await this.link.flush();
    if (process.connected) process.disconnect();
  }
}
