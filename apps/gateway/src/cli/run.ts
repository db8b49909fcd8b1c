import { Command, CommanderError } from 'commander';
import { addCheck } from './commands/check.command';
import { addInit } from './commands/init.command';
import { addStart } from './commands/start.command';
import { ExitCode } from './exit.code';
import { type AddCommand } from './surroundings';
import { type Terminal } from './terminal';

/** A new command is listed here and nowhere else. */
const COMMANDS: readonly AddCommand[] = [addStart, addCheck, addInit];

/**
 * Runs the command line; a command that goes on, as `start` does, is only begun by it.
 *
 * @param args what follows the name of the program.
 * @param version what `--version` says.
 * @returns the exit code that the process ends with, now or later.
 */
export async function run(args: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let code = ExitCode.Done;
  const program = emptyProgram(terminal).version(version);
  for (const add of COMMANDS) add(program, { terminal, end: (ending) => (code = ending) });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that somebody asked for is no misuse; help that is given because nothing was asked for is.
    return error.exitCode === 0 ? ExitCode.Done : ExitCode.Misused;
  }
}

/** Commands take these settings over when they are added. */
function emptyProgram(terminal: Terminal): Command {
  return new Command('load-distributer')
    .description('An HTTP load balancer that routes each request to the backend that owns the resource.')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => terminal.say(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    });
}
