import { closeSync } from 'node:fs';
import { type INestApplication } from '@nestjs/common';
import { type GatewayConfig } from '../config/gateway-config';
import { type Environment } from '../config/variables';
import { packageVersion } from '../telemetry/package-version';
import {
  type InheritedSockets,
  inheritedSockets,
  type ListenerName,
  namedSockets,
} from '../data-plane/listener/inherited-sockets';
import { type Addresses } from '../data-plane/listener/listeners';
import { type Address } from '../data-plane/listener/listening';
import { configuredAddresses } from '../data-plane/listener/configured-addresses';
import { StateTransfer } from '../runtime/handover/state-transfer';
import { OldProcess } from '../runtime/handover/old-process';

/** The sockets and the state from the parent process: a service manager, or the process to take over from. */
export class StartupHandover {
  readonly predecessor: OldProcess | undefined;
  private readonly sockets: InheritedSockets;
  /** Where the configuration of the predecessor wanted those of the sockets that no service manager has opened. */
  private previousAddresses: Addresses = {};

  /** @throws ConfigError when the environment speaks of sockets that are not understood. */
  constructor(env: Environment) {
    this.predecessor = OldProcess.of(env);
    this.sockets = this.predecessor === undefined ? inheritedSockets(env, process.pid) : namedSockets(env);
  }

  /**
   * Takes over what the predecessor has left, if there is one.
   *
   * @returns the sockets to listen on. Sockets of the predecessor at other addresses than configured are closed.
   */
  async start(app: INestApplication, config: GatewayConfig): Promise<InheritedSockets> {
    if (this.predecessor !== undefined) {
      this.previousAddresses = await this.predecessor.import(packageVersion(), app.get(StateTransfer));
    }
    const wanted = configuredAddresses(config);
    const kept = Object.entries(this.sockets).filter(([name, descriptor]) => {
      const isConfigured = this.isStillConfigured(name as ListenerName, wanted);
      // Clients would wait in its line for ever.
      if (!isConfigured) closeSync(descriptor);
      return isConfigured;
    });
    return Object.fromEntries(kept);
  }

  /** Where the configuration wants the sockets that no service manager has opened. */
  addressesIn(config: GatewayConfig): Addresses {
    const own = Object.entries(configuredAddresses(config)).filter(
      ([name]) => !this.isFromServiceManager(name as ListenerName),
    );
    return Object.fromEntries(own);
  }

  private isStillConfigured(name: ListenerName, wanted: Addresses): boolean {
    return (
      wanted[name] !== undefined &&
      (this.isFromServiceManager(name) || isSame(wanted[name], this.previousAddresses[name]))
    );
  }

  /** True if a service manager has opened the socket, which then decides its address. */
  private isFromServiceManager(name: ListenerName): boolean {
    return this.sockets[name] !== undefined && this.previousAddresses[name] === undefined;
  }
}

function isSame(one: Address, other: Address | undefined): boolean {
  return one.host === other?.host && one.port === other.port;
}
