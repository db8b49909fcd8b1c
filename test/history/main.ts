import { parse, wholeNumber } from '../../bench/options.mjs';
import { Refusal, runMain } from '../../bench/refusal.mjs';
import { buildOnce } from '../e2e/build-once';
import { TOPOLOGIES } from '../simulation/plan';
import { HISTORY, type HistoryResult, runHistory } from './run';

const MODES = ['safe', 'available'] as const;

const HELP = `npm run test:history -- [options]

Sends requests for a few items to real gateway processes, and checks that each promise about owners is kept.

  --ops 20000        requests of each run
  --topology name    ${TOPOLOGIES.join(', ')}; all if left out
  --creates mode     ${MODES.join(', ')}; both if left out
  --faults           backends, gateways, workers and Redis crash, hang and restart
  --clients ${HISTORY.clients}       clients at a time
  --keys ${HISTORY.keys}          items
  --seed 1           of what clients ask for, and of the faults
  --help             this text

Exits with 1 and prints the history of the item if a promise is broken.
`;

/** Runs one history for each topology and mode, one after the other. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  await buildOnce(['gateway']);
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'])
    process.once(name, () => interrupt.abort(new Refusal('Interrupted.')));
  for (const topology of options.topologies)
    for (const creates of options.modes) {
      const plan = { ...HISTORY, ...options.plan, topology, creates };
      const title = `${topology}, creates: ${creates}${plan.isFaulty ? ', with faults' : ''}`;
      const show = (now: HistoryResult): unknown => process.stderr.write(`${title}: ${progressOf(now)}\n`);
      const result = await runHistory(plan, show, interrupt.signal);
      console.log(`${title}: ${summaryOf(result)}`);
      if (result.failure === undefined) continue;
      console.log(result.failure);
      process.exitCode = 1;
    }
}

function readOptions(argv: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const values = parse(argv, {
    ops: text,
    topology: { ...text, multiple: true },
    creates: { ...text, multiple: true },
    faults: flag,
    clients: text,
    keys: text,
    seed: text,
    help: { ...flag, short: 'h' },
  }) as Record<string, string | undefined> & { topology?: string[]; creates?: string[] } & Record<
      'faults' | 'help',
      boolean
    >;
  return {
    help: values.help,
    topologies: oneOf('--topology', values.topology, TOPOLOGIES),
    modes: oneOf('--creates', values.creates, MODES),
    plan: {
      isFaulty: values.faults,
      operations: wholeNumber('--ops', values.ops, 20_000, 100_000_000),
      clients: wholeNumber('--clients', values.clients, HISTORY.clients, 1_000),
      keys: wholeNumber('--keys', values.keys, HISTORY.keys, 10_000),
      seed: wholeNumber('--seed', values.seed, HISTORY.seed, 1_000_000_000),
    },
  };
}

function oneOf<T extends string>(name: string, given: readonly string[] | undefined, all: readonly T[]) {
  const strange = given?.find((value) => !all.includes(value as T));
  if (strange !== undefined) throw new Refusal(`${name} takes ${all.join(', ')}, not ${strange}.`);
  return (given as readonly T[] | undefined) ?? all;
}

function progressOf({ operations, seconds, faults }: HistoryResult): string {
  const failed = Object.values(faults).reduce((sum, count) => sum + count, 0);
  return `${operations} requests in ${seconds.toFixed(0)} s, ${failed} faults`;
}

function summaryOf(result: HistoryResult): string {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} × ${name}`)
      .join(', ');
  return [
    `${progressOf(result)}, ${result.failure === undefined ? 'no promise broken' : 'a promise broken'}`,
    `  responses: ${list(result.outcomes)}`,
    ...(Object.keys(result.faults).length > 0 ? [`  faults: ${list(result.faults)}`] : []),
  ].join('\n');
}

void runMain(main);
