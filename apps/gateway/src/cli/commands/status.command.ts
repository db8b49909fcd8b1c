import { type PoolList, type PoolStatus } from '@app/contracts';
import { type Command } from 'commander';
import { fullName } from '../operator/backend.target';
import { ownWill, TRAFFIC } from '../operator/figures';
import { asksGateway, type Operation } from '../operator/operator.command';
import { type Column, table } from '../operator/table';
import { type Surroundings } from '../surroundings';

const COLUMNS: readonly Column<PoolStatus>[] = [
  ['POOL', ({ name }) => name],
  ['BALANCE', ({ balance }) => balance],
  ['AVAILABLE', ({ available, backends }) => `${available} of ${backends.length}`],
  ...TRAFFIC,
];

/** `status`: how the pools are. */
export function addStatus(program: Command, surroundings: Surroundings): void {
  const command = program.command('status').description('Tell how the pools of the running gateway are.');
  asksGateway(command, surroundings, status);
}

async function status({ client, terminal, json }: Operation): Promise<void> {
  const list = await client.get<PoolList>('/api/pools');
  if (json) return terminal.say(JSON.stringify(list));
  terminal.say(table(COLUMNS, list.pools));
  const unfit = list.pools.flatMap((pool) => pool.backends.filter(({ available }) => !available));
  if (unfit.length === 0) return;
  terminal.say(`\nNot available (more with \`load-distributer backends\`):`);
  for (const backend of unfit) {
    const why = ownWill(backend) ?? backend.lastChange?.reason;
    terminal.say(`  ${fullName(backend)} is ${backend.state}${why === undefined ? '' : `: ${why}`}`);
  }
}
