import { type Addresses } from '../data-plane/listener/listeners';
import { Clock } from '../platform/clock';
import { NewProcess } from '../runtime/handover/new-process';
import { UpgradeError } from '../runtime/handover/upgrade.error';
import { type Upgradable } from '../runtime/handover/upgrader';
import { type RunningGateway } from '../workers/start-processes';
import { type StartupHandover } from './startup-handover';
import { type Terminal } from './terminal';

/** The part of this process that is not the gateway. */
export interface Program {
  readonly terminal: Terminal;
  readonly heritage: StartupHandover;
  /** Where its configuration wanted the sockets that it has opened. */
  readonly addresses: Addresses;
}

/**
 * The gateway of this process, as another process can succeed it.
 *
 * @param leave ends this process, and with it such a gateway, without losing a request.
 */
export function upgradable(
  gateway: RunningGateway,
  { terminal, heritage, addresses }: Program,
  leave: () => void,
): Upgradable {
  return {
    addresses,
    leave,
    start: () => {
      if (process.platform === 'win32') throw new UpgradeError('processes cannot share sockets on Windows');
      // Its child processes would be killed together with it.
      if (process.pid === 1)
        throw new UpgradeError('this is the first process of a container; start another container');
      // By its channel it hears of the end of this process, and knows of no other one.
      if (process.connected && heritage.predecessor === undefined)
        throw new UpgradeError(
          'the program that started this process would treat its exit as the end of the gateway; start it again there',
        );
      return NewProcess.start(gateway.sockets, terminal.env, gateway.app.get(Clock));
    },
  };
}
