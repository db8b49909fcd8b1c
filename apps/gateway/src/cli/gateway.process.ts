import { type AddressInfo } from 'node:net';
import { ConfigError } from '../config/config.error';
import { type GatewayConfig } from '../config/gateway.config';
import { inheritedSockets } from '../listener/inherited.sockets';
import { type RunningGateway, startProcesses } from '../workers/start.processes';
import { ConfigSource } from '../reload/config.source';
import { ExitCode } from './exit.code';
import { listenFailure } from './listen.failure';
import { type Terminal } from './terminal';

/**
 * Starts the gateway, which then runs until a signal ends this process.
 *
 * @param file the configuration, in the place of the one that the environment names.
 * @returns the exit code; where it is not `Done`, the reason has been told.
 */
export async function startGateway(terminal: Terminal, file?: string): Promise<ExitCode> {
  const { env, cwd } = terminal;
  const source = new ConfigSource({ env, cwd, file });
  let config: GatewayConfig | undefined;
  try {
    const loaded = source.load();
    config = loaded.config;
    const sockets = inheritedSockets(env, process.pid);
    const gateway = await startProcesses(config, source, sockets);
    terminal.say(
      `configuration: ${loaded.source === 'defaults' ? 'the defaults; there is no file' : loaded.source}`,
    );
    terminal.say(`gateway listening on ${urlOf(gateway.address, config.listen.tls && 'https')}`);
    terminal.say(`admin listening on ${urlOf(gateway.adminAddress)}`);
    obeySignals(gateway, terminal);
    return ExitCode.Done;
  } catch (error) {
    terminal.complain(
      error instanceof ConfigError ? String(error) : `gateway cannot start: ${reasonOf(error, config)}`,
    );
    return ExitCode.Failed;
  }
}

function obeySignals(gateway: RunningGateway, terminal: Terminal): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(ExitCode.Failed);
    isStopping = true;
    terminal.say(`${signal}: finishing what is in flight; a second signal ends at once`);
    void gateway.stop().then((isClean) => process.exit(isClean ? ExitCode.Done : ExitCode.Failed));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', (signal) => void gateway.reload(signal));
}

function urlOf({ address, family, port }: AddressInfo, scheme = 'http'): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function reasonOf(error: unknown, config: GatewayConfig | undefined): string {
  const reason = config && listenFailure(error, config);
  return reason ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}
