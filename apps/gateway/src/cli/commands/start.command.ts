import type * as GatewayProcess from '../gateway-process';
import { type Command } from 'commander';
import { type ExitCode } from '../exit-code';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';
import { CONFIG_FILE } from './config-file-argument';

/** `start [file]`: the gateway, until a signal ends it. */
export function addStart(program: Command, { terminal, end }: CommandContext): void {
  program
    .command('start')
    .description('Start the gateway. It reloads the configuration when the file changes, and on SIGHUP.')
    .argument(...CONFIG_FILE)
    .action(async (file?: string) => end(await start(terminal, file)));
}

function start(terminal: Terminal, file?: string): Promise<ExitCode> {
  // Other commands have no use for the whole gateway, and `import()` would not find a compiled file without its extension.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { startGateway } = require('../gateway-process') as typeof GatewayProcess;
  return startGateway(terminal, file);
}
