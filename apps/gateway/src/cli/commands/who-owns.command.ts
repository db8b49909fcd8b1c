import { type SessionPage, type SessionStatus } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { CommandError } from '../client/command.error';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const COLUMNS: readonly Column<SessionStatus>[] = [
  ['RULE', ({ rule }) => rule],
  ['POOL', ({ pool }) => pool],
  ['KEY', ({ key }) => key],
  ['OWNER', ({ backend }) => backend],
  ['STATE', ({ state }) => state],
  ['ORIGIN', ({ origin }) => origin],
  ['AGE', ({ age }) => `${age} s`],
  ['IDLE', ({ idle }) => `${idle} s`],
];

interface WhoOwnsOptions {
  readonly rule?: string;
}

/** `who-owns <key>`: the backend that owns a resource. */
export function addWhoOwns(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('who-owns')
    .description('Show which backend owns the resource with this key.')
    .argument('<key>', 'value that names the resource, such as 42 in /items/42')
    .option('--rule <name>', 'use only this affinity rule');
  gatewayCommand(command, surroundings, whoOwns);
}

async function whoOwns(
  { client, terminal, json }: Operation,
  key: string,
  { rule }: WhoOwnsOptions,
): Promise<void> {
  const query = new URLSearchParams({ key, limit: '20', ...(rule !== undefined && { rule }) });
  const { sessions } = await client.get<SessionPage>(`/api/sticky-sessions?${query.toString()}`);
  // A long key is remembered by its hash.
  const owners = sessions.filter((own) => own.key === key || own.key.startsWith('sha256:'));
  if (json) terminal.out(JSON.stringify(owners));
  if (owners.length === 0) throw new CommandError(nobody(key, sessions), ExitCode.NotFound);
  if (!json) terminal.out(table(COLUMNS, owners));
}

function nobody(key: string, similar: readonly SessionStatus[]): string {
  const hint =
    similar.length === 0 ? '' : ` Keys with this beginning: ${similar.map((own) => own.key).join(', ')}.`;
  return `${key} has no known owner.${hint}`;
}
