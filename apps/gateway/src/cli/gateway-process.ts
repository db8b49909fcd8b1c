import cluster from 'node:cluster';
import { type AddressInfo } from 'node:net';
import { ConfigError } from '../config/config.error';
import { formatWarning } from '../config/located-issue';
import { type GatewayConfig } from '../config/gateway-config';
import { startProcesses } from '../workers/start-processes';
import { type InheritedState } from '../app/gateway-application';
import { letHeapGrow } from '../app/heap-growth';
import { logProcessFaults } from '../telemetry/logs/process.faults';
import { ConfigSource } from '../runtime/reload/config.source';
import { ExitCode } from './exit-code';
import { StartupHandover } from './startup-handover';
import { listenFailure } from './listen-failure';
import { handleSignals } from './handle-signals';
import { notifyReady } from './notify-ready';
import { type Terminal } from './terminal';

/** Each process would have a table of sticky sessions of its own, and the operators would reach one of them by chance. */
const ONE_OF_A_CLUSTER =
  'this process is a worker of node:cluster, as `pm2 start -i 2` makes them. Start one process (pm2: `exec_mode: fork`, `instances: 1`), and set `workers: auto` in gateway.yaml for several.';

/**
 * Starts the gateway, which then runs until a signal ends this process.
 *
 * @param file the configuration, instead of the one that the environment names.
 * @returns the exit code; where it is not `Done`, the reason has been printed.
 */
export async function startGateway(terminal: Terminal, file?: string): Promise<ExitCode> {
  const { env, cwd, log } = terminal;
  if (terminal.ownsProcess) logProcessFaults(log);
  letHeapGrow();
  const source = new ConfigSource({ env, cwd, file });
  let config: GatewayConfig | undefined;
  let heritage: StartupHandover | undefined;
  try {
    if (cluster.isWorker) throw new Error(ONE_OF_A_CLUSTER);
    heritage = new StartupHandover(env);
    const loaded = source.load();
    const wanted = (config = loaded.config);
    log.apply(config.log);
    for (const warning of loaded.warnings) log.warn(formatWarning(warning), 'Program');
    const inheritance: InheritedState = {
      takesOver: heritage.predecessor !== undefined,
      sockets: (app) => heritage!.start(app, wanted),
    };
    const gateway = await startProcesses(config, source, inheritance);
    heritage.predecessor?.notifyListening();
    notifyReady(terminal);
    const read = loaded.source === 'defaults' ? 'the defaults; there is no file' : loaded.source;
    log.info(`configuration: ${read}`);
    log.info(`gateway listening on ${urlOf(gateway.address, config.listen.tls && 'https')}`);
    log.info(`admin listening on ${urlOf(gateway.adminAddress)}`);
    handleSignals(gateway, { terminal, heritage, addresses: heritage.addressesIn(config) });
    return ExitCode.Done;
  } catch (error) {
    const reason = error instanceof ConfigError ? String(error) : reasonOf(error, config);
    log.fatal(error instanceof ConfigError ? reason : `gateway cannot start: ${reason}`);
    await heritage?.predecessor?.refuse(reason);
    // Its channel would keep the process alive.
    cluster.worker?.disconnect();
    return ExitCode.Failed;
  }
}

function urlOf({ address, family, port }: AddressInfo, scheme = 'http'): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function reasonOf(error: unknown, config: GatewayConfig | undefined): string {
  const reason = config && listenFailure(error, config);
  return reason ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}
