import { get } from 'node:http';
import { type Command } from 'commander';
import { adminAddress } from '../admin-address';
import { ExitCode } from '../exit-code';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';
import { CONFIG_FILE } from './config-file-argument';

interface HealthOptions {
  readonly live?: boolean;
  readonly timeout: string;
}

/** `health [file]`: whether the gateway of this machine serves, for health checks of containers. */
export function addHealth(program: Command, { terminal, end }: CommandContext): void {
  program
    .command('health')
    .description(
      'Check whether the gateway on this machine is ready. Reads the admin port from the configuration.',
    )
    .argument(...CONFIG_FILE)
    .option('--live', 'check only that the gateway responds, even while it starts or stops')
    .option('--timeout <seconds>', 'how long to wait for the response', '2')
    .action(async (file: string | undefined, options: HealthOptions) =>
      end(await health(terminal, file, options)),
    );
}

async function health(
  terminal: Terminal,
  file: string | undefined,
  options: HealthOptions,
): Promise<ExitCode> {
  const seconds = Number(options.timeout);
  if (!(seconds > 0)) {
    terminal.err(`--timeout must be a number of seconds, not ${options.timeout}`);
    return ExitCode.Misused;
  }
  const url = `${adminAddress(terminal, file)}/health/${options.live ? 'live' : 'ready'}`;
  try {
    const status = await statusOf(url, seconds * 1_000);
    if (status === 200) return ExitCode.Done;
    terminal.err(`The gateway is not ready: ${url} responds with ${status}.`);
    return ExitCode.Failed;
  } catch (error) {
    terminal.err(`No gateway responds at ${url} (${reasonOf(error)}).`);
    // Health checks know no other failure.
    return ExitCode.Failed;
  }
}

/** By the plain client of Node: `fetch` takes longer to load than all of this. */
function statusOf(url: string, limit: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(limit) }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
  });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ABORT_ERR' ? 'no response in time' : (code ?? message);
}
