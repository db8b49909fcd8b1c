import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';
import { AdminClient } from './admin-client';
import { CommandError } from './command.error';

/** The dependencies of a command that uses a running gateway. */
export interface Operation {
  readonly client: AdminClient;
  readonly terminal: Terminal;
  /** True if a program reads what it says. */
  readonly json: boolean;
}

interface OperatorOptions {
  readonly admin: string;
  readonly json?: boolean;
}

/**
 * Makes a command one that asks a running gateway: gives it `--admin` and `--json`, and tells what went wrong.
 *
 * @param act does it, with the command's arguments and, as the last, its options; ends well unless it answers another code.
 */
export function gatewayCommand<Values extends readonly unknown[]>(
  command: Command,
  { terminal, end }: CommandContext,
  act: (operation: Operation, ...values: Values) => Promise<ExitCode | void>,
): Command {
  return command
    .option('--json', 'print JSON, for programs')
    .option('--admin <url>', "URL of the gateway's admin API", adminUrl(terminal))
    .action(async (...values: unknown[]) => {
      // The last one is the command itself, the one before it its options.
      const { admin, json = false } = values.at(-2) as OperatorOptions;
      try {
        const client = clientFor(admin, terminal);
        const code = await act({ client, terminal, json }, ...(values.slice(0, -1) as unknown as Values));
        end(code ?? ExitCode.Done);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        terminal.err(error.message);
        end(error.code);
      }
    });
}

/** Where the gateway of this machine listens for operators, as its own environment would say. */
function adminUrl({ env }: Terminal): string {
  return `http://127.0.0.1:${env.ADMIN_PORT || '8081'}`;
}

function clientFor(admin: string, { env }: Terminal): AdminClient {
  const url = admin.includes('://') ? admin : `http://${admin}`;
  if (!URL.canParse(url))
    throw new CommandError(
      `--admin is not a URL: ${admin}. Use a URL such as http://127.0.0.1:8081`,
      ExitCode.Misused,
    );
  return new AdminClient(url, env.ADMIN_TOKEN || undefined);
}
