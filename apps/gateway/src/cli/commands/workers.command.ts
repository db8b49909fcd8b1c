import { type WorkerList, type WorkerStatus } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const MIB = 1024 * 1024;

const COLUMNS: readonly Column<WorkerStatus>[] = [
  ['PLACE', ({ place }) => place],
  ['PID', ({ pid }) => pid],
  ['STATE', ({ state }) => state],
  ['STARTED', ({ startedAt }) => startedAt.slice(0, 19).replace('T', ' ')],
  ['CPU', ({ cpuSeconds }) => (cpuSeconds === null ? '-' : `${cpuSeconds.toFixed(1)} s`)],
  [
    'MEMORY',
    ({ residentBytes }) => (residentBytes === null ? '-' : `${Math.round(residentBytes / MIB)} MiB`),
  ],
  ['IN FLIGHT', ({ inFlight }) => inFlight ?? '-'],
];

/** `workers`: how the processes are that serve the clients. */
export function addWorkers(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('workers')
    .description('Show the status of each worker process of the running gateway.');
  gatewayCommand(command, surroundings, workers);
}

async function workers({ client, terminal, json }: Operation): Promise<void> {
  const list = await client.get<WorkerList>('/api/workers');
  if (json) return terminal.out(JSON.stringify(list));
  terminal.out(table(COLUMNS, list.workers));
  const serving = list.workers.filter(({ state }) => state === 'serving').length;
  if (serving < list.wanted) terminal.out(`\nOnly ${serving} of ${list.wanted} serve.`);
}
