import type * as ConfigCheck from '../config-check';
import { type Command } from 'commander';
import { type ExitCode } from '../exit-code';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';
import { CONFIG_FILE } from './config-file-argument';

interface CheckOptions {
  readonly strict?: boolean;
}

/** `check [file]`: every mistake in the configuration, or what it makes of the gateway. */
export function addCheck(program: Command, { terminal, end }: CommandContext): void {
  program
    .command('check')
    .description('Check the configuration for errors, or show its effect. Starts and changes nothing.')
    .argument(...CONFIG_FILE)
    .option('--strict', 'exit with an error on warnings, too')
    .action((file: string | undefined, { strict = false }: CheckOptions) =>
      end(check(terminal, file, strict)),
    );
}

function check(terminal: Terminal, file: string | undefined, isStrict: boolean): ExitCode {
  // Other commands have no use for the schema.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { checkConfig } = require('../config-check') as typeof ConfigCheck;
  return checkConfig(terminal, file, isStrict);
}
