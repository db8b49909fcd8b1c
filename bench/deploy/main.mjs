import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePorts } from '../free-ports.mjs';
import { Processes } from '../processes.mjs';
import { Refusal, runMain } from '../refusal.mjs';
import { circumstances } from '../report/history.mjs';
import { haproxy } from '../promises/subjects/haproxy.mjs';
import { nginx } from '../promises/subjects/nginx.mjs';
import { Backends } from './backends.mjs';
import { deployChart } from './chart.mjs';
import { Gateways } from './gateways.mjs';
import { OtherProxy } from './others.mjs';
import { Users } from './users.mjs';

const HELP = `Replaces every instance of a stateful service while its users continue to use it.

  npm run demo:deploy -- [--seconds N] [--rate N] [--only gateway,haproxy,nginx] [--workers N] [--gateways N]

  --seconds N    how long the users are there (default 125)
  --rate N       requests a second (default 500)
  --only NAMES   which proxies are tried (default all)
  --workers N    worker processes of the gateway (default 1)
  --gateways N   gateways on one Redis (default 1)
  --record       writes bench/results/deploy-DATE.* and the picture for the documentation
`;
const BACKENDS = 4;
const USERS = 400;
const SECRET = 'a-secret-for-the-demonstration';
const RESULTS = join(import.meta.dirname, '..', 'results');
const PICTURE = join(import.meta.dirname, '..', '..', 'docs', 'images', 'deploy.svg');

async function main() {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return console.log(HELP);
  const results = [];
  for (const name of options.only) {
    const missing = { haproxy, nginx }[name]?.missing();
    if (missing === undefined) results.push(await demonstrate(name, options));
    else console.log(missing);
  }
  const table = markdownTable(results);
  console.log(`\n${table}`);
  if (options.record) record(results, table);
  for (const { title, failures } of results)
    for (const [failure, count] of Object.entries(failures)) console.log(`${title}: ${count} × ${failure}`);
  const own = results.find(({ name }) => name === 'gateway');
  if (own !== undefined && own.failed + own.lost + own.duplicates > 0) process.exitCode = 1;
}

/** One proxy, four instances, and users that are there while each instance is replaced. */
async function demonstrate(name, options) {
  const processes = new Processes();
  const count = name === 'gateway' ? options.gateways : 1;
  const free = await freePorts(BACKENDS + 2 * count);
  const backends = new Backends(processes, free.slice(0, BACKENDS), SECRET);
  const servers = Array.from({ length: count }, (_, at) => ({
    port: free[BACKENDS + at],
    adminPort: free[BACKENDS + count + at],
  }));
  const proxy =
    name === 'gateway'
      ? new Gateways(processes, servers, options)
      : new OtherProxy(processes, { haproxy, nginx }[name], servers[0]);
  const users = new Users(USERS, proxy.ports);
  try {
    await backends.startAll();
    await proxy.start(backends);
    console.log(
      `\n${proxy.title}: ${options.rate} requests/s for ${options.seconds} s, ${BACKENDS} instances`,
    );
    const seconds = await run(proxy, backends, users, options, processes.signal);
    await users.settled();
    return { name, title: proxy.title, ...(await verdict(users, backends)), seconds };
  } finally {
    users.close();
    await processes.close();
  }
}

/** Sends requests at the rate, deploys at even distances, and prints a line a second; resolves with the figures of each. */
async function run(proxy, backends, users, { rate, seconds }, signal) {
  const figures = [];
  let step = '';
  let error;
  const deploying = deployAll(
    proxy,
    backends,
    seconds,
    (at, text) => (step = `instance ${at + 1}: ${text}`),
  ).catch((caught) => (error = caught));
  const begun = performance.now();
  let due = 0;
  let shown = { requests: 0, failed: 0, lost: 0, latencies: 0 };
  for (let second = 1; second <= seconds;) {
    signal.throwIfAborted();
    if (error !== undefined) throw error;
    const elapsed = performance.now() - begun;
    for (; due < (elapsed * rate) / 1_000; due++) users.act();
    if (elapsed >= second * 1_000) {
      const latencies = users.latencies.slice(shown.latencies);
      const figure = {
        second,
        requests: users.requests - shown.requests,
        failed: users.failed - shown.failed,
        p99: percentile(latencies, 0.99),
        longest: Math.max(0, ...latencies),
      };
      figures.push(figure);
      shown = {
        requests: users.requests,
        failed: users.failed,
        lost: users.lost,
        latencies: users.latencies.length,
      };
      console.log(
        `${String(second).padStart(4)} s  ${String(figure.requests).padStart(5)} requests  ${users.failed} failed  ${users.lost} lost  p99 ${figure.p99.toFixed(0)} ms  longest ${figure.longest.toFixed(0)} ms  ${step}`,
      );
      second++;
    }
    await wait(2);
  }
  await deploying;
  if (error !== undefined) throw error;
  return figures;
}

async function deployAll(proxy, backends, seconds, onStep) {
  for (let at = 0; at < BACKENDS; at++) {
    await wait((seconds * 1_000) / (2 * BACKENDS));
    await proxy.deploy(at, backends, (text) => onStep(at, text));
    onStep(at, 'is replaced');
  }
}

async function verdict(users, backends) {
  const missing = await users.missing();
  let duplicates = 0;
  for (const { id } of users.items) if ((await backends.holdersOf(id)) > 1) duplicates++;
  return {
    requests: users.requests,
    failed: users.failed,
    lost: users.lost + missing.length,
    duplicates,
    p50: percentile(users.latencies, 0.5),
    p99: percentile(users.latencies, 0.99),
    longest: Math.max(...users.latencies),
    failures: Object.fromEntries(users.failures),
  };
}

function percentile(values, ratio) {
  if (values.length === 0) return 0;
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * ratio))];
}

function markdownTable(results) {
  const rows = [
    ['requests', ({ requests }) => requests.toLocaleString('en')],
    ['failed', ({ failed }) => failed.toLocaleString('en')],
    ['items lost', ({ lost }) => lost.toLocaleString('en')],
    ['items on two instances', ({ duplicates }) => String(duplicates)],
    ['p50', ({ p50 }) => `${p50.toFixed(1)} ms`],
    ['p99', ({ p99 }) => `${p99.toFixed(1)} ms`],
    ['longest wait', ({ longest }) => `${(longest / 1_000).toFixed(2)} s`],
  ];
  const lines = [
    ['every instance replaced', ...results.map(({ title }) => title)],
    ['---', ...results.map(() => '---')],
    ...rows.map(([title, of]) => [title, ...results.map(of)]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function record(results, table) {
  const name = join(RESULTS, `deploy-${circumstances().date.slice(0, 10)}`);
  writeFileSync(`${name}.json`, `${JSON.stringify({ ...circumstances(), results }, undefined, 2)}\n`);
  writeFileSync(`${name}.md`, table);
  writeFileSync(PICTURE, deployChart(results));
  console.log(`Recorded in ${name}.json and .md, drawn in docs/images/deploy.svg.`);
}

function optionsOf(args) {
  const whole = (name, text) => {
    if (!/^[1-9]\d{0,5}$/.test(text))
      throw new Refusal(`--${name} must be a whole number from 1, not ${text}.`);
    return Number(text);
  };
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      seconds: { type: 'string', default: '125' },
      rate: { type: 'string', default: '500' },
      workers: { type: 'string', default: '1' },
      gateways: { type: 'string', default: '1' },
      only: { type: 'string', default: 'gateway,haproxy,nginx' },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only.split(',');
  for (const name of only)
    if (!['gateway', 'haproxy', 'nginx'].includes(name))
      throw new Refusal(`--only names gateway, haproxy and nginx, not ${name}.`);
  const { seconds, rate, workers, gateways } = values;
  return {
    only,
    record: values.record,
    seconds: whole('seconds', seconds),
    rate: whole('rate', rate),
    workers: whole('workers', workers),
    gateways: whole('gateways', gateways),
  };
}

await runMain(main);
