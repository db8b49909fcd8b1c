import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildGateway } from './build.mjs';
import { installPeers } from './install.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { HELP, readOptions } from './profiling/options.mjs';
import { selfTimes } from './profiling/self-time.mjs';
import { Refusal, runMain } from './refusal.mjs';
import { SCENARIOS } from './scenarios/index.mjs';
import { Stand } from './stand.mjs';
import { SUBJECTS } from './subjects/index.mjs';
import { verify } from './verify.mjs';

const WARM_UP_SECONDS = 2;

async function main() {
  const { help, subject, scenario, seconds, top } = readOptions(process.argv.slice(2), {
    subjects: SUBJECTS,
    scenarios: SCENARIOS,
  });
  if (help) return console.log(HELP);
  installPeers();
  if (subject.name === 'gateway') buildGateway();
  const processes = new Processes();
  try {
    const stand = new Stand(processes, pinCores());
    await stand.startBackends();
    const proxy = await stand.startProxy(profiled(subject));
    await verify(proxy.url, scenario.preparation(proxy.firstId));
    await verify(proxy.url, scenario.exchanges(proxy.firstId));
    await stand.measure(proxy, scenario, WARM_UP_SECONDS);

    const from = now();
    const measured = await stand.measure(proxy, scenario, seconds);
    const to = now();
    await processes.stop(subject.name); // V8 writes the profile when the process ends.
    print(selfTimes(readProfile(processes.directory), { from, to }), measured, top);
  } finally {
    await processes.close();
  }
}

function profiled(subject) {
  const command = (surroundings) => {
    const { file, args, env } = subject.command(surroundings);
    if (file !== process.execPath) throw new Refusal(`${subject.title} does not run in Node.`);
    const flags = ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${surroundings.directory}`];
    return { file, args: [...flags, ...args], env };
  };
  return { ...subject, command };
}

function readProfile(directory) {
  const file = readdirSync(directory).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('The process ended without writing its profile.');
  return JSON.parse(readFileSync(join(directory, file), 'utf8'));
}

const now = () => Number(process.hrtime.bigint() / 1000n);

function print(entries, { cpuMicros, requestsPerSecond, requests }, top) {
  const total = entries.reduce((sum, { micros }) => sum + micros, 0);
  console.log(`${cpuMicros.toFixed(1)} µs of CPU per request, ${requestsPerSecond.toFixed(0)} requests/s\n`);
  console.log('     %   µs/req  function');
  for (const { name, place, micros } of entries.slice(0, top)) {
    const share = ((micros / total) * 100).toFixed(1).padStart(6);
    console.log(`${share} ${(micros / requests).toFixed(2).padStart(8)}  ${name}  ${place}`);
  }
}

await runMain(main);
