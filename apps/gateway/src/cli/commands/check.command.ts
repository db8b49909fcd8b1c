import { type Command } from 'commander';
import { ConfigError } from '../../config/config.error';
import { summarise } from '../../config/summary';
import { ConfigSource } from '../../reload/config.source';
import { ExitCode } from '../exit.code';
import { type Surroundings } from '../surroundings';
import { type Terminal } from '../terminal';
import { CONFIG_FILE } from './config-file.argument';

/** `check [file]`: every mistake in the configuration, or what it makes of the gateway. */
export function addCheck(program: Command, { terminal, end }: Surroundings): void {
  program
    .command('check')
    .description('Look for mistakes in the configuration, or show what it means. Starts and changes nothing.')
    .argument(...CONFIG_FILE)
    .action((file?: string) => end(check(terminal, file)));
}

function check(terminal: Terminal, file?: string): ExitCode {
  const { env, cwd } = terminal;
  try {
    const { config, source } = new ConfigSource({ env, cwd, file }).load();
    terminal.say(`No mistakes in ${source === 'defaults' ? 'the defaults; there is no file' : source}.\n`);
    terminal.say(summarise(config));
    return ExitCode.Done;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    terminal.complain(String(error));
    return ExitCode.Failed;
  }
}
