import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildGateway } from './build.mjs';
import { lineUp } from './line-up.mjs';
import { parse, wholeNumber } from './options.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { Progress } from './progress.mjs';
import { summarize } from './report/summary.mjs';
import { extent, runRounds } from './rounds.mjs';
import { Stand } from './stand.mjs';
import { gateway } from './subjects/gateway.mjs';

/**
 * Loads the gateway with more and more of something, and tells how much CPU each variant takes compared with the first.
 *
 * @param variants `{ name, sections, most }`: what to call it, sections of `gateway.yaml`, and how many times the CPU of
 * the first one it may take. `sections` may be made from the folder of the run.
 * @param options what pins the gateway to cores, and what tells of the rows, where that is not as described.
 */
export async function compareVariants(variants, scenario, { pin = pinCores, tell = report } = {}) {
  const values = parse(process.argv.slice(2), { rounds: { type: 'string' }, duration: { type: 'string' } });
  const rounds = wholeNumber('--rounds', values.rounds, 5, 100);
  const seconds = wholeNumber('--duration', values.duration?.replace(/s$/, ''), 2, 60);
  buildGateway();
  const processes = new Processes();
  try {
    const scenarios = [scenario];
    const stand = new Stand(processes, pin());
    const proxies = await lineUp(stand, { subjects: variants.map(subjectOf), scenarios });
    const plan = { stand, proxies, scenarios, rounds, seconds };
    const progress = new Progress(extent(plan).steps);
    tell(summarize(await runRounds({ ...plan, progress }).finally(() => progress.end())), variants);
  } finally {
    await processes.close();
  }
}

/** The gateway as it always is, with a configuration of its own. */
export function subjectOf({ name, sections, most }) {
  return {
    ...gateway,
    name,
    title: name,
    most,
    command: (surroundings) => {
      const { directory } = surroundings;
      const file = join(directory, `${name.replaceAll(/\W/g, '-')}.yaml`);
      writeFileSync(file, JSON.stringify(typeof sections === 'function' ? sections(directory) : sections));
      const command = gateway.command(surroundings);
      return { ...command, env: { ...command.env, GATEWAY_CONFIG: file } };
    },
  };
}

function report(rows, variants) {
  const cpuOf = (name) => rows.find(({ subject }) => subject === name)?.cpuMicros;
  for (const { subject, cpuMicros, spread } of rows) {
    const { most } = variants.find(({ name }) => name === subject);
    const times = cpuMicros / cpuOf(variants[0].name);
    const figures = `${cpuMicros.toFixed(1).padStart(6)} µs  ± ${(spread * 50).toFixed(0)} %  × ${times.toFixed(3)}`;
    console.log(`${subject.padEnd(28)} ${figures}${targetText(times, most)}`);
  }
}

/** Returns the text behind a figure that has a limit. */
export function targetText(times, most) {
  if (most === undefined) return '';
  return times <= most ? ` (at most ${most})` : ` (MISSED: at most ${most})`;
}
