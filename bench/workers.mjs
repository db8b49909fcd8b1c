import process from 'node:process';
import { buildGateway } from './build.mjs';
import { lineUp } from './line-up.mjs';
import { parse, wholeNumber } from './options.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { Progress } from './progress.mjs';
import { runMain } from './refusal.mjs';
import { ratio, summarize } from './report/summary.mjs';
import { extent, runRounds } from './rounds.mjs';
import { smallGet } from './scenarios/small-get.mjs';
import { stickyGet } from './scenarios/sticky-get.mjs';
import { Stand } from './stand.mjs';
import { subjectOf, targetText } from './variants.mjs';

/** How much CPU a request may take with two workers, all processes together, compared with one process. */
const MOST = 1.1;
const HELP = `node bench/workers.mjs [--rounds 5] [--duration 2s] [--spread] [--check]

Measures the cost of several processes: the CPU of a GET, and of a GET of one of 1,000 items with a known owner, with one
process and with two workers and their primary; with a rate limit that is never reached; and with a tiny near-cache, so that
the workers ask the primary about each item. Two workers may take ${MOST} times as much as one process; --check exits with 1 if
they take more. Everything runs on one core, so that the figures compare. With --spread, it runs on all cores, and requests/s
show the gain of two workers, as far as the load and the backends leave them room.
`;

const LIMITED = {
  routes: [{ path: '/', pool: 'items', affinity: ['items'], rateLimit: { limit: '10000000/1s' } }],
};
/** Each but the first of a group is compared with the first. */
const GROUPS = [
  [
    subjectOf({ name: 'one process', sections: {} }),
    subjectOf({ name: 'two workers', sections: { workers: 2 }, most: MOST }),
    subjectOf({
      name: 'two workers, nothing near',
      sections: { workers: 2, stores: { redis: { nearCache: 1 } } },
    }),
  ],
  [
    subjectOf({ name: 'one process, rate limit', sections: LIMITED }),
    subjectOf({ name: 'two workers, rate limit', sections: { workers: 2, ...LIMITED } }),
  ],
];

async function main() {
  const values = parse(process.argv.slice(2), {
    rounds: { type: 'string' },
    duration: { type: 'string' },
    spread: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return console.log(HELP);
  const rounds = wholeNumber('--rounds', values.rounds, 5, 100);
  const seconds = wholeNumber('--duration', values.duration?.replace(/s$/, ''), 2, 60);
  buildGateway();
  const processes = new Processes();
  try {
    const scenarios = [smallGet, stickyGet];
    const pinning = values.spread ? { ownCore: (command) => command } : pinCores();
    const stand = new Stand(processes, pinning);
    const proxies = await lineUp(stand, { subjects: GROUPS.flat(), scenarios });
    const progress = new Progress(extent({ proxies, scenarios, rounds, seconds }).steps);
    const samples = await runRounds({ stand, proxies, scenarios, rounds, seconds, progress }).finally(() =>
      progress.end(),
    );
    const rows = summarize(samples);
    const held = scenarios.flatMap((scenario) => GROUPS.map((group) => report(rows, scenario, group)));
    if (values.check && held.includes(false)) process.exitCode = 1;
  } finally {
    await processes.close();
  }
}

/** @returns whether no limit was missed. */
function report(rows, scenario, [first, ...others]) {
  const of = ({ name }) => rows.find((row) => row.subject === name && row.scenario === scenario.name);
  const base = of(first);
  const judged = [first, ...others].map((subject) => {
    const row = of(subject);
    const times = subject === first ? 1 : ratio(rows, row, base);
    const { most } = subject;
    const noise = Math.round(50 * row.spread);
    const figures = `${row.cpuMicros.toFixed(1).padStart(6)} µs ± ${noise} %  × ${times.toFixed(3)}`;
    const seen = `${Math.round(row.requestsPerSecond)} requests/s, p99 ${row.p99.toFixed(1)} ms`;
    console.log(
      `${scenario.title.padEnd(11)} ${subject.name.padEnd(26)}${figures}  ${seen}${targetText(times, most)}`,
    );
    return most === undefined || times <= most;
  });
  return judged.every((holds) => holds);
}

await runMain(main);
