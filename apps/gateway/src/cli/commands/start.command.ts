import { type Command } from 'commander';
import { startGateway } from '../gateway.process';
import { type Surroundings } from '../surroundings';
import { CONFIG_FILE } from './config-file.argument';

/** `start [file]`: the gateway, until a signal ends it. */
export function addStart(program: Command, { terminal, end }: Surroundings): void {
  program
    .command('start')
    .description('Start the gateway. It reads the configuration anew when the file changes, and on SIGHUP.')
    .argument(...CONFIG_FILE)
    .action(async (file?: string) => end(await startGateway(terminal, file)));
}
