import { run } from '../../../apps/gateway/src/cli/run';
import { type Environment } from '../../../apps/gateway/src/config/variables';
import { SpokenTerminal } from './spoken-terminal';

/** The exit code of a command, and its output. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line, its words given one by one, against the gateway with this admin port. */
export async function runCommand(
  { adminPort }: { readonly adminPort: number },
  words: readonly string[],
  env: Environment = {},
): Promise<CommandResult> {
  const terminal = new SpokenTerminal('/', { ADMIN_PORT: String(adminPort), ...env });
  const code = await run(words, terminal, '1.2.3');
  return { code, out: terminal.said.join('\n'), err: terminal.complained.join('\n') };
}
