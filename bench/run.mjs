import process from 'node:process';
import { buildGateway } from './build.mjs';
import { help } from './help.mjs';
import { installPeers } from './install.mjs';
import { lineUp } from './line-up.mjs';
import { load } from './load/index.mjs';
import { readOptions } from './options.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { Progress } from './progress.mjs';
import { Refusal, runMain } from './refusal.mjs';
import { publish } from './report/publish.mjs';
import { summarize } from './report/summary.mjs';
import { extent, runRounds } from './rounds.mjs';
import { SCENARIOS } from './scenarios/index.mjs';
import { CONNECTIONS, Stand } from './stand.mjs';
import { SUBJECTS } from './subjects/index.mjs';

const choices = { subjects: SUBJECTS.map(({ name }) => name), scenarios: SCENARIOS.map(({ name }) => name) };

async function main() {
  const options = readOptions(process.argv.slice(2), choices);
  if (options.help) return console.log(help(choices));
  if (process.platform !== 'linux') throw new Refusal('The benchmark reads /proc, so it runs on Linux only.');

  installPeers();
  if (options.subjects.includes('gateway')) buildGateway();
  const processes = new Processes();
  try {
    await compare(options, processes);
  } catch (error) {
    if (!processes.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    await processes.close();
  }
}

async function compare({ subjects, scenarios, rounds, seconds, record, check }, processes) {
  const selected = {
    subjects: SUBJECTS.filter(({ name }) => subjects.includes(name)),
    scenarios: SCENARIOS.filter(({ name }) => scenarios.includes(name)),
  };
  const pinning = pinCores();
  const stand = new Stand(processes, pinning);
  const proxies = await lineUp(stand, selected);
  const plan = { stand, proxies, scenarios: selected.scenarios, rounds, seconds };
  const { steps, seconds: loaded } = extent(plan);
  if (load.hint) console.log(load.hint);
  console.log(`${proxies.length} proxies, ${CONNECTIONS} connections by ${load.name}, ${pinning.text}.`);
  console.log(
    `${rounds} × ${seconds} s each after a warm-up: about ${Math.ceil((loaded * 1.1) / 10) * 10} s in all.`,
  );

  const progress = new Progress(steps);
  const samples = await runRounds({ ...plan, progress }).finally(() => progress.end());
  publish(summarize(samples), { ...selected, rounds, seconds, record, check });
}

await runMain(main);
