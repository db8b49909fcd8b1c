import { type PoolList, type RebalanceReport, type RebalanceShare } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { type AdminClient } from '../client/admin-client';
import { CommandError } from '../client/command.error';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { moveTrouble } from '../client/figures';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

/** Between two looks at what is left. */
const PAUSE_MS = 500;

interface RebalanceOptions {
  readonly dryRun?: boolean;
  readonly all?: boolean;
}

type Row = RebalanceShare & { readonly change: number };

const COLUMNS: readonly Column<Row>[] = [
  ['BACKEND', ({ id }) => id],
  ['OWNED', ({ ownedSessions }) => ownedSessions],
  ['SHARE', ({ share }) => share],
  ['THIS ROUND', ({ change }) => (change > 0 ? `+${change}` : change)],
];

/** `rebalance [pool]`: sessions for the backends that own less than their share. */
export function addRebalance(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('rebalance')
    .description('Move sticky sessions to the backends that own less than their share (pools with handOff).')
    .argument('[pool]', 'name of the pool; not required if there is only one')
    .option('-n, --dry-run', 'show what a round would move, and move nothing')
    .option('-a, --all', 'begin further rounds until each backend owns its share');
  gatewayCommand(command, surroundings, rebalance);
}

async function rebalance(
  operation: Operation,
  name: string | undefined,
  { dryRun = false, all = false }: RebalanceOptions,
): Promise<void> {
  const { client, terminal, json } = operation;
  const path = `/api/pools/${encodeURIComponent(name ?? (await onlyPool(client)))}/rebalance`;
  const say = (report: RebalanceReport, text: string): void =>
    terminal.out(json ? JSON.stringify(report) : text);
  for (let isFirst = true; ; isFirst = false) {
    const plan = await client.get<RebalanceReport>(path);
    if (dryRun) return say(plan, planText(plan));
    if (plan.moves === 0) return say(plan, levelText(plan));
    if (!all && !isFirst) return say(plan, restText(plan));
    if (!isFirst) await terminal.pause(plan.interval * 1_000);
    await client.ask<RebalanceReport>('POST', path);
    await waitForRound(operation, path);
  }
}

/** Shows how far the round has come, until it ends. @throws CommandError if it has moved nothing. */
async function waitForRound({ client, terminal, json }: Operation, path: string): Promise<void> {
  for (let reported = ''; ;) {
    const report = await client.get<RebalanceReport>(path);
    const { moved, planned, running, problem } = report.round!;
    const text = `${report.pool}: ${moved} of ${planned} moved${moveTrouble(report.round!)}`;
    if (text !== reported) terminal.out(json ? JSON.stringify(report) : text);
    reported = text;
    if (running) {
      await terminal.pause(PAUSE_MS);
      continue;
    }
    if (moved > 0) return;
    throw new CommandError(`The round has moved nothing${problem === null ? '' : `: ${problem}`}.`);
  }
}

async function onlyPool(client: AdminClient): Promise<string> {
  const { pools } = await client.get<PoolList>('/api/pools');
  if (pools.length === 1) return pools[0].name;
  const names = pools.map(({ name }) => name).join(', ');
  throw new CommandError(`There are several pools. Choose one of: ${names}.`, ExitCode.Misused);
}

function planText(plan: RebalanceReport): string {
  if (plan.moves === 0) return levelText(plan);
  const gives = plan.gives.map((share) => ({ ...share, change: -share.moves }));
  const takes = plan.takes.map((share) => ({ ...share, change: share.moves }));
  const rest = plan.above - plan.moves;
  const further = rest === 0 ? 'none in further rounds' : `${rest} in further rounds`;
  return `${table(COLUMNS, [...gives, ...takes])}\n\n${plan.moves} of ${plan.sessions} sticky sessions move in this round, ${further}.`;
}

function levelText({ pool }: RebalanceReport): string {
  return `Nothing to move: each available backend of ${pool} owns its share.`;
}

function restText({ above, automatic }: RebalanceReport): string {
  return `${above} above their share are left${automatic ? '; the gateway continues by itself' : ': run the command again, or with --all'}.`;
}
