import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.mjs';

const CHART = join(import.meta.dirname, '..', 'results', 'chart.svg');
const PANELS = ['small-get', 'get-100k'];

/** Draws the run for the README: small requests, where overhead is all, and large answers. Returns the file's name. */
export function drawRun(run, { scenarios, subjects }) {
  const svg = chart({
    title: 'CPU time of the proxy per request, in microseconds (less is better)',
    note: `One worker each, four backends, ${run.connections} connections · Node ${run.node.slice(1)} · ${run.date.slice(0, 10)}`,
    panels: scenarios
      .filter(({ name }) => PANELS.includes(name))
      .map((scenario) => ({ title: scenario.title, bars: bars(scenario, subjects, run.results) })),
  });
  writeFileSync(CHART, svg);
  return CHART;
}

function bars(scenario, subjects, rows) {
  return rows
    .filter((row) => row.scenario === scenario.name)
    .map(({ subject, cpuMicros }) => ({
      label: subjects.find(({ name }) => name === subject).title,
      value: cpuMicros,
      ours: subject === 'gateway',
    }));
}
