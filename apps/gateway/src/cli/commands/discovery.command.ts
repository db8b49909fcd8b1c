import { type SourceList, type SourceStatus } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const COLUMNS: readonly Column<SourceStatus>[] = [
  ['POOL', ({ pool }) => pool],
  ['SOURCE', ({ source }) => source],
  ['STATE', ({ state }) => state],
  ['BACKENDS', ({ backends }) => backends],
  ['LAST SUCCESS', ({ lastSuccess }) => lastSuccess?.slice(0, 19).replace('T', ' ') ?? '-'],
  ['FAILURES', ({ failures }) => failures],
  ['ERROR', ({ lastError }) => lastError ?? ''],
];

/** `discovery`: who is asked for backends, and how that goes. */
export function addDiscovery(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('discovery')
    .description('Show the status of each discovery source of the running gateway.');
  gatewayCommand(command, surroundings, discovery);
}

async function discovery({ client, terminal, json }: Operation): Promise<void> {
  const { sources } = await client.get<SourceList>('/api/discovery');
  if (json) return terminal.out(JSON.stringify(sources));
  terminal.out(sources.length === 0 ? 'No pool has a discovery source.' : table(COLUMNS, sources));
}
