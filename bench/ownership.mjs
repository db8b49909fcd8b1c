import process from 'node:process';
import { usageOf } from './accounting/usage.mjs';
import { buildGateway } from './build.mjs';
import { lineUp } from './line-up.mjs';
import { parse, wholeNumber } from './options.mjs';
import { pinCores } from './pinning.mjs';
import { Processes } from './processes.mjs';
import { Progress } from './progress.mjs';
import { commandsOf, startRedis } from './redis.mjs';
import { runMain } from './refusal.mjs';
import { ratio, summarize } from './report/summary.mjs';
import { extent, runRounds } from './rounds.mjs';
import { smallGet } from './scenarios/small-get.mjs';
import { stickyGet } from './scenarios/sticky-get.mjs';
import { Stand } from './stand.mjs';
import { subjectOf, targetText } from './variants.mjs';

/** The most CPU of a GET with a known owner, compared with a GET without an owner. */
const MOST = 1.15;
const HELP = `node bench/ownership.mjs [--rounds 5] [--duration 2s] [--check]

Measures the cost of knowing the owner: the CPU of a GET of one of 1,000 items, compared with a GET without an owner. The
sessions are in memory, in Redis with a warm near-cache, and in Redis with a near-cache that never has the session. With a
useful near-cache, the GET may take ${MOST} times as much; --check exits with 1 if it takes more.
`;

/** The gateway with its sessions in different places, and what it may cost to ask there. */
function variants(redisPort) {
  const redis = (prefix, nearCache) => ({
    stores: { stickySessions: `redis://127.0.0.1:${redisPort}`, redis: { prefix, nearCache } },
  });
  return [
    subjectOf({ name: 'memory', sections: {}, most: MOST }),
    subjectOf({ name: 'Redis, near-cache warm', sections: redis('warm:', 100_000), most: MOST }),
    // One entry: with a thousand items it is hardly ever the right one.
    subjectOf({ name: 'Redis, asked each time', sections: redis('cold:', 1) }),
  ];
}

async function main() {
  const values = parse(process.argv.slice(2), {
    rounds: { type: 'string' },
    duration: { type: 'string' },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return console.log(HELP);
  const rounds = wholeNumber('--rounds', values.rounds, 5, 100);
  const seconds = wholeNumber('--duration', values.duration?.replace(/s$/, ''), 2, 60);
  buildGateway();
  const processes = new Processes();
  try {
    const redis = await startRedis(processes);
    const scenarios = [smallGet, stickyGet];
    const stand = new Stand(processes, pinCores());
    const proxies = await lineUp(stand, { subjects: variants(redis.port), scenarios });
    const progress = new Progress(extent({ proxies, scenarios, rounds, seconds }).steps);
    const samples = await runRounds({ stand, proxies, scenarios, rounds, seconds, progress }).finally(() =>
      progress.end(),
    );
    const held = report(summarize(samples), proxies);
    if (values.check && !held) process.exitCode = 1;
    for (const proxy of proxies) await tellOfCalls(stand, proxy, redis, seconds);
  } finally {
    await processes.close();
  }
}

/** @returns whether no limit was missed. */
function report(rows, proxies) {
  const cpu = (subject, scenario) => rows.find((row) => row.subject === subject && row.scenario === scenario);
  const judged = proxies.map(({ subject: { name, most } }) => {
    const [plain, sticky] = [cpu(name, smallGet.name), cpu(name, stickyGet.name)];
    const times = ratio(rows, sticky, plain);
    const noise = Math.round(50 * Math.max(plain.spread, sticky.spread));
    const figures = [plain, sticky]
      .map(({ cpuMicros }) => `${cpuMicros.toFixed(1).padStart(6)} µs`)
      .join(' → ');
    console.log(`${name.padEnd(24)}${figures}  × ${times.toFixed(3)} ± ${noise} %${targetText(times, most)}`);
    return most === undefined || times <= most;
  });
  return judged.every((holds) => holds);
}

async function tellOfCalls(stand, proxy, redis, seconds) {
  const [commands, { cpuMicros }] = [await commandsOf(redis.port), usageOf(redis.id)];
  const { requestsPerSecond } = await stand.measure(proxy, stickyGet, seconds);
  const requests = requestsPerSecond * seconds;
  const calls = (await commandsOf(redis.port)) - commands;
  const cpu = usageOf(redis.id).cpuMicros - cpuMicros;
  console.log(
    `${proxy.subject.name.padEnd(24)}${(calls / requests).toFixed(4)} commands of Redis a request, ${(cpu / requests).toFixed(2)} µs of its CPU`,
  );
}

await runMain(main);
