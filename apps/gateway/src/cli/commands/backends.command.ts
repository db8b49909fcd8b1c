import { type BackendStatus, type PoolList } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { CommandError } from '../client/command.error';
import { lastChange, TRAFFIC } from '../client/figures';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const COLUMNS: readonly Column<BackendStatus>[] = [
  ['POOL', ({ pool }) => pool],
  ['ID', ({ id }) => id],
  ['STATE', ({ state }) => state],
  ['WEIGHT', ({ weight }) => weight],
  ...TRAFFIC,
  ['ORIGIN', ({ origin }) => origin],
  ['WHY', ({ why }) => why ?? ''],
  ['LAST CHANGE', (backend) => lastChange(backend.lastChange)],
];

/** `backends [pool]`: how the backends are. */
export function addBackends(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('backends')
    .description('Show the status of each backend of the running gateway.')
    .argument('[pool]', 'show only this pool');
  gatewayCommand(command, surroundings, backends);
}

async function backends({ client, terminal, json }: Operation, pool?: string): Promise<void> {
  const { pools } = await client.get<PoolList>('/api/pools');
  const wanted = pools.filter(({ name }) => pool === undefined || name === pool);
  if (wanted.length === 0) {
    const names = pools.map(({ name }) => name).join(', ');
    throw new CommandError(`There is no pool ${pool}. There are: ${names}.`, ExitCode.NotFound);
  }
  const found = wanted.flatMap((own) => own.backends);
  terminal.out(json ? JSON.stringify(found) : table(COLUMNS, found));
}
