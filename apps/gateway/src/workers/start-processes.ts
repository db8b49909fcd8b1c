import { type AddressInfo } from 'node:net';
import { type INestApplication } from '@nestjs/common';
import { type GatewayConfig } from '../config/gateway-config';
import { workerCount } from '../config/worker-count';
import { GatewayApplication, type InheritedState } from '../app/gateway-application';
import { type InheritedSockets } from '../data-plane/listener/inherited-sockets';
import { type ConfigSource } from '../runtime/reload/config.source';
import { type ReloadReport } from '../runtime/reload/reload-report';
import { type PrimaryGateway } from './primary/primary-gateway';

/** A gateway, in however many processes it runs. */
export interface RunningGateway {
  /** The application of the process that operators ask. */
  readonly app: INestApplication;
  /** Where clients connect. */
  readonly address: AddressInfo;
  /** Where operators connect. */
  readonly adminAddress: AddressInfo;
  /** As another process can inherit them. */
  readonly sockets: InheritedSockets;
  reload(asker: string): Promise<ReloadReport>;
  /** Stops without losing a request; false when some had to be cut off at the time limit. */
  stop(): Promise<boolean>;
  /** The same, when another process listens on the same sockets. */
  leave(): Promise<boolean>;
}

/** Starts the gateway in as many processes as the configuration wants. @throws as `GatewayApplication.start` */
export function startProcesses(
  config: GatewayConfig,
  source: ConfigSource,
  inheritance: InheritedState,
): Promise<RunningGateway> {
  if (workerCount(config) === 1) return GatewayApplication.start(config, undefined, source, inheritance);
  // One process has no use for what several need, and the compiler would leave `import()` to a loader that finds no file.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { PrimaryGateway: Primary } = require('./primary/primary-gateway') as {
    PrimaryGateway: typeof PrimaryGateway;
  };
  return Primary.start(config, source, inheritance);
}
