import { type Command, CommanderError } from 'commander';
import { addBackends } from './commands/backends.command';
import { addCheck } from './commands/check.command';
import { addDisable } from './commands/disable.command';
import { addDiscovery } from './commands/discovery.command';
import { addDrain } from './commands/drain.command';
import { addEnable } from './commands/enable.command';
import { addEvents } from './commands/events.command';
import { addExplain } from './commands/explain.command';
import { addGateways } from './commands/cluster.command';
import { addHealth } from './commands/health.command';
import { addInit } from './commands/init.command';
import { addRebalance } from './commands/rebalance.command';
import { addReload } from './commands/reload.command';
import { addRestart } from './commands/restart.command';
import { addStart } from './commands/start.command';
import { addStatus } from './commands/status.command';
import { addUpgrade } from './commands/upgrade.command';
import { addWeight } from './commands/weight.command';
import { addWhoOwns } from './commands/who-owns.command';
import { addWorkers } from './commands/workers.command';
import { ExitCode } from './exit-code';
import { ProgramCommand } from './program.command';
import { type AddCommand, type CommandContext } from './command-context';
import { type Terminal } from './terminal';

/** A new command is listed here and nowhere else. */
const COMMANDS: readonly AddCommand[] = [
  ...[addStart, addCheck, addInit, addHealth],
  ...[addStatus, addBackends, addDiscovery, addDrain, addEnable, addDisable, addWeight, addRebalance],
  ...[addWhoOwns, addExplain, addEvents, addReload, addWorkers, addRestart, addUpgrade, addGateways],
];

/**
 * Runs the command line; a command that continues, as `start` does, is only begun by it.
 *
 * @param args what follows the name of the program.
 * @param version what `--version` says.
 * @returns the exit code that the process ends with, now or later.
 */
export async function run(args: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let code = ExitCode.Done;
  const program = programOf({ terminal, end: (ending) => (code = ending) }, version);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Requested help is no misuse; help after a missing command is.
    return error.exitCode === 0 ? ExitCode.Done : ExitCode.Misused;
  }
}

/** The program with all its commands. */
export function programOf(context: CommandContext, version: string): Command {
  const program = emptyProgram(context.terminal).version(version);
  for (const add of COMMANDS) add(program, context);
  return program;
}

const EXIT_CODES = `
Exit codes: 0 success, 1 failure, 2 invalid usage, 3 no gateway responds, 4 the gateway requires the admin token
(ADMIN_TOKEN), 5 the backend, pool or key is unknown.`;

/** Commands take these settings over when they are added. */
function emptyProgram(terminal: Terminal): Command {
  return new ProgramCommand('load-distributer')
    .description('An HTTP load balancer that routes each request to the backend that owns the resource.')
    .exitOverride()
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
}
