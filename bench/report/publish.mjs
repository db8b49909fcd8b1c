import { relative } from 'node:path';
import process from 'node:process';
import { load } from '../load/index.mjs';
import { CONNECTIONS } from '../stand.mjs';
import { circumstances, record as recordRun } from './history.mjs';
import { drawRun } from './results-chart.mjs';
import { table } from './table.mjs';
import { checkTargets, describeTargets } from './targets.mjs';

/** Shows the results, keeps them where asked to, and fails the process where `check` asks for targets that were missed. */
export function publish(rows, { subjects, scenarios, rounds, seconds, record, check }) {
  for (const scenario of scenarios) console.log(table(scenario, subjects, rows));

  const checked = checkTargets(rows);
  if (check || checked.some(({ value }) => value !== undefined)) {
    console.log(['', 'CPU per request of the gateway', ...describeTargets(checked)].join('\n'));
  }
  if (check && !checked.every(({ holds }) => holds)) process.exitCode = 1;

  if (record) {
    const run = {
      ...circumstances(),
      load: load.name,
      connections: CONNECTIONS,
      rounds,
      seconds,
      results: rows,
    };
    const files = [recordRun(run), drawRun(run, { scenarios, subjects })];
    console.log(`\nRecorded in ${files.map((file) => relative(process.cwd(), file)).join(' and ')}.`);
  }
}
