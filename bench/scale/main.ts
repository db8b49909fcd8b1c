import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Refusal, runMain } from '../refusal.mjs';
import { circumstances } from '../report/history.mjs';
import { simulateDay } from './day';
import { compareMembership } from './membership';
import { HELP, readScaleOptions } from './options';
import { StageProgress } from './progress';
import { type Findings, reportText } from './report';
import { scenarioOf } from './scenario';
import { compareSelectors, selectorNames } from './selectors';

const RESULTS = join(__dirname, '..', 'results');

/** The machine's work for the run: different in every run. */
interface Effort {
  readonly cpuSeconds: number;
  readonly microsecondsPerRequest: number;
  readonly peakMiB: number;
}

async function main(): Promise<void> {
  const { help, record, seed, ...wishes } = readScaleOptions(process.argv.slice(2));
  if (help) return console.log(HELP);
  const known = await selectorNames();
  if (!known.includes(wishes.balance))
    throw new Refusal(`--balance does not know "${wishes.balance}". It takes ${known.join(', ')}.`);
  const progress = new StageProgress(process.stderr);
  const before = process.cpuUsage();
  const day = await simulateDay(scenarioOf({ seed, ...wishes }), progress.stage('the day'));
  const effort = effortSince(before, day.begun);
  const selectors = await compareSelectors(wishes.backends, seed, progress.stage('turns'));
  const findings = { day, selectors, membership: await compareMembership(wishes.backends, seed) };
  progress.end();
  console.log(reportText(findings));
  console.error(effortText(effort));
  if (record) console.error(`Recorded in ${keep(findings, effort).join(' and ')}.`);
}

function effortSince(before: NodeJS.CpuUsage, requests: number): Effort {
  const { user, system } = process.cpuUsage(before);
  return {
    cpuSeconds: (user + system) / 1e6,
    microsecondsPerRequest: (user + system) / requests,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function effortText({ cpuSeconds, microsecondsPerRequest, peakMiB }: Effort): string {
  return `The day took ${cpuSeconds.toFixed(0)} s of CPU, ${microsecondsPerRequest.toFixed(1)} µs a request, clients and backends included, and ${peakMiB.toFixed(0)} MiB at most.`;
}

function keep(findings: Findings, effort: Effort): string[] {
  const run = { ...circumstances(), effort, ...findings };
  const name = join(RESULTS, `scale-${run.date.slice(0, 10)}`);
  const text = `${reportText(findings)}\n${effortText(effort)}\n${run.commit}, Node ${run.node}, ${run.machine.cpu}\n`;
  const asObject = (_: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value) : value;
  writeFileSync(`${name}.txt`, text);
  writeFileSync(`${name}.json`, `${JSON.stringify(run, asObject, 2)}\n`);
  return [`${name}.txt`, `${name}.json`].map((file) => relative(process.cwd(), file));
}

void runMain(main);
