import { type GatewayList, type GatewayStatus } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const COLUMNS: readonly Column<GatewayStatus>[] = [
  ['ID', ({ id, self }) => (self ? `${id} (this one)` : id)],
  ['STATE', ({ state }) => state],
  ['VERSION', ({ version }) => version],
  ['HOST', ({ host }) => host],
  ['PID', ({ pid }) => pid],
  ['WORKERS', ({ workers }) => workers],
  ['STARTED', ({ startedAt }) => startedAt.slice(0, 19).replace('T', ' ')],
  ['ADMIN', ({ admin }) => admin ?? '-'],
  ['CONFIGURATION', ({ configHash, configFile }) => `${configHash} ${configFile ?? '(no file)'}`],
];

/** `gateways`: lists the members of the cluster. */
export function addGateways(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('gateways')
    .description('Show the members of the cluster of the running gateway, and how they differ.');
  gatewayCommand(command, surroundings, gateways);
}

async function gateways({ client, terminal, json }: Operation): Promise<void> {
  const list = await client.get<GatewayList>('/api/cluster');
  if (json) return terminal.out(JSON.stringify(list));
  terminal.out(table(COLUMNS, list.gateways));
  if (list.differences.length > 0) terminal.out(`\nThey differ in: ${list.differences.join(', ')}.`);
  if (list.sharing === 'split')
    terminal.out('\\nRedis is not reachable. The other members are shown as last known.');
}
