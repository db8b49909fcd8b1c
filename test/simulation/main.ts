import { parseArgs } from 'node:util';
import { PLANTED_DEFECTS, type PlantedDefect } from './planted-defects';
import { type PlanOptions, TOPOLOGIES } from './plan';
import { simulateRange } from './run';

const HELP = `Runs the ownership protocol in simulated worlds, and checks what clients see.

  npm run simulate -- [--seeds N] [--from S] [--operations N] [--topology NAME] [--creates safe|available]

  --seeds N        simulations, one for each seed (default 10000)
  --from S         the first seed (default 1)
  --operations N   requests of each simulation (default 40)
  --topology NAME  ${TOPOLOGIES.join(', ')}; all if left out
  --creates MODE   safe or available; both if left out
  --planted NAME   with this defect of test/simulation/planted-defects.ts, in the worlds where it can be seen
  --trace          the history also has the operations of the stores

It exits with 1 and prints the history of the first seed that breaks a promise.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      operations: { type: 'string', default: '40' },
      topology: { type: 'string', multiple: true },
      creates: { type: 'string', multiple: true },
      planted: { type: 'string' },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const planted = plantedDefect(values.planted);
  const options: PlanOptions = {
    topologies: oneOf('--topology', values.topology, planted?.topologies ?? TOPOLOGIES),
    creates: oneOf('--creates', values.creates, ['safe', 'available'] as const),
    operations: wholeNumber('--operations', values.operations),
  };
  const range = { from: wholeNumber('--from', values.from), seeds: wholeNumber('--seeds', values.seeds) };
  const start = Date.now();
  const seconds = (): number => (Date.now() - start) / 1000;
  let shownAt = 0;
  const { simulations, requests, failure } = await simulateRange(
    range,
    options,
    { ...planted?.plants, isTraced: values.trace },
    (count) => {
      if (seconds() - shownAt < 1) return;
      shownAt = seconds();
      process.stderr.write(`${count} of ${range.seeds} simulations, ${shownAt.toFixed(0)} s\n`);
    },
  );
  console.log(
    `${simulations} simulations with ${requests} requests in ${seconds().toFixed(1)} s, from seed ${range.from}.`,
  );
  if (failure === undefined) return console.log('No promise was broken.');
  console.log(failure.report);
  process.exitCode = 1;
}

function plantedDefect(name: string | undefined): PlantedDefect | undefined {
  const names = PLANTED_DEFECTS.map((defect) => defect.name);
  return name === undefined
    ? undefined
    : PLANTED_DEFECTS[names.indexOf(oneOf('--planted', [name], names)[0])];
}

function oneOf<T extends string>(
  name: string,
  given: readonly string[] | undefined,
  all: readonly T[],
): readonly T[] {
  for (const value of given ?? [])
    if (!all.includes(value as T)) throw new Error(`${name} must be one of ${all.join(', ')}, not ${value}`);
  return (given as T[] | undefined) ?? all;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`${name} must be a whole number, not ${text}`);
  return Number(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
