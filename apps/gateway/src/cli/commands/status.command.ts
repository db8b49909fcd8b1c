import { type BackendStatus, type PoolList, type PoolStatus, type StoreList } from '@app/contracts';
import { type Command } from 'commander';
import { fullName } from '../client/backend-target';
import { selfDrainNote, TRAFFIC } from '../client/figures';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';

const COLUMNS: readonly Column<PoolStatus>[] = [
  ['POOL', ({ name }) => name],
  ['BALANCE', ({ balance }) => balance],
  ['AVAILABLE', ({ available, backends }) => `${available} of ${backends.length}`],
  ...TRAFFIC,
];

/** `status`: how the pools are. */
export function addStatus(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('status')
    .description('Show the status of each pool of the running gateway.');
  gatewayCommand(command, surroundings, status);
}

async function status({ client, terminal, json }: Operation): Promise<void> {
  const list = await client.get<PoolList>('/api/pools');
  const { stores } = await client.get<StoreList>('/api/stores');
  if (json) return terminal.out(JSON.stringify({ ...list, stores }));
  terminal.out(table(COLUMNS, list.pools));
  for (const { store, troubles } of stores)
    for (const { what, reason, advice } of troubles)
      terminal.out(
        `\n${store} ${what}: ${reason.replace(/\.$/, '')}.${advice === null ? '' : ` ${advice}.`}`,
      );
  const unfit = list.pools.flatMap((pool) => pool.backends.filter(({ available }) => !available));
  const failing = list.pools.flatMap((pool) =>
    pool.backends.filter(({ available, why }) => available && why !== null),
  );
  tell(terminal, 'Not available (details: `load-distributer backends`):', unfit);
  tell(terminal, 'Available, but requests fail:', failing);
}

function tell(terminal: Terminal, title: string, backends: readonly BackendStatus[]): void {
  if (backends.length === 0) return;
  terminal.out(`\n${title}`);
  for (const backend of backends) {
    const why = selfDrainNote(backend) ?? backend.why;
    terminal.out(`  ${fullName(backend)} is ${backend.state}${why === null ? '' : `: ${why}`}`);
  }
}
