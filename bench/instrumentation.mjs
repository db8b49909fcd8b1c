import process from 'node:process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGateway } from './build.mjs';
import { lineUp } from './line-up.mjs';
import { parse, wholeNumber } from './options.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { Progress } from './progress.mjs';
import { runMain } from './refusal.mjs';
import { summarize } from './report/summary.mjs';
import { extent, runRounds } from './rounds.mjs';
import { SCENARIOS } from './scenarios/index.mjs';
import { Stand } from './stand.mjs';
import { gateway } from './subjects/gateway.mjs';

/** The gateway with more and more of what watches it, and how much CPU each may cost compared with the first. */
const VARIANTS = [
  { name: 'nothing', sections: { metrics: { enabled: false } } },
  { name: 'metrics', sections: {}, most: 1.05 },
  { name: 'metrics and access log', sections: { log: { access: { mode: 'all' } } }, most: 1.25 },
  { name: 'the same, as common format', sections: { log: { access: { mode: 'all', format: 'common' } } } },
];

/** The gateway as it always is, with a configuration of its own. */
function variant({ name, sections }) {
  return {
    ...gateway,
    name,
    title: name,
    command: (surroundings) => {
      const file = join(surroundings.directory, `${name.replaceAll(/\W/g, '-')}.yaml`);
      writeFileSync(file, JSON.stringify(sections));
      const command = gateway.command(surroundings);
      return { ...command, env: { ...command.env, GATEWAY_CONFIG: file } };
    },
  };
}

/** What metrics and the access log cost: `node bench/instrumentation.mjs [--rounds N] [--duration SECONDS]`. */
async function main() {
  const values = parse(process.argv.slice(2), { rounds: { type: 'string' }, duration: { type: 'string' } });
  const rounds = wholeNumber('--rounds', values.rounds, 5, 100);
  const seconds = wholeNumber('--duration', values.duration?.replace(/s$/, ''), 2, 60);
  buildGateway();
  const processes = new Processes();
  try {
    const scenarios = SCENARIOS.filter(({ name }) => name === 'small-get');
    const stand = new Stand(processes, pinCores());
    const proxies = await lineUp(stand, { subjects: VARIANTS.map(variant), scenarios });
    const plan = { stand, proxies, scenarios, rounds, seconds };
    const progress = new Progress(extent(plan).steps);
    report(summarize(await runRounds({ ...plan, progress }).finally(() => progress.end())));
  } finally {
    await processes.close();
  }
}

function report(rows) {
  const cpuOf = (name) => rows.find(({ subject }) => subject === name)?.cpuMicros;
  for (const { subject, cpuMicros, spread } of rows) {
    const { most } = VARIANTS.find(({ name }) => name === subject);
    const times = cpuMicros / cpuOf(VARIANTS[0].name);
    const target =
      most === undefined ? '' : times <= most ? ` (at most ${most})` : ` (MISSED: at most ${most})`;
    const figures = `${cpuMicros.toFixed(1).padStart(6)} µs  ± ${(spread * 50).toFixed(0)} %  × ${times.toFixed(3)}`;
    console.log(`${subject.padEnd(28)} ${figures}${target}`);
  }
}

await runMain(main);
