import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { buildGateway } from '../build.mjs';
import { freePorts } from '../free-ports.mjs';
import { Processes } from '../processes.mjs';
import { runMain } from '../refusal.mjs';
import { circumstances } from '../report/history.mjs';
import { Client } from './client.mjs';
import { PROMISES } from './load.mjs';
import { Owner } from './owners.mjs';
import { gateway } from './subjects/gateway.mjs';
import { haproxy } from './subjects/haproxy.mjs';
import { nginx } from './subjects/nginx.mjs';

const BACKENDS = 4;
const RESULTS = join(import.meta.dirname, '..', 'results');

/** Tries each promise on each proxy, prints a table of the broken ones, and records it. */
async function main() {
  buildGateway();
  const columns = [];
  for (const subject of [gateway, nginx, haproxy]) {
    const missing = subject.missing?.();
    if (missing === undefined) columns.push({ title: subject.title(), results: await tryAll(subject) });
    else console.log(missing);
  }
  const table = markdownTable(columns);
  console.log(`\n${table}`);
  const run = circumstances();
  const name = join(RESULTS, `promises-${run.date.slice(0, 10)}`);
  writeFileSync(`${name}.json`, `${JSON.stringify({ ...run, columns }, undefined, 2)}\n`);
  writeFileSync(`${name}.md`, table);
  console.log(`\nRecorded in ${relative(process.cwd(), name)}.json and .md.`);
}

async function tryAll(subject) {
  const processes = new Processes();
  const created = new Map();
  const onCreated = (id, port) => created.set(id, (created.get(id) ?? new Set()).add(port));
  const [port, adminPort, ...ports] = await freePorts(2 + BACKENDS);
  const owners = ports.map((own) => new Owner(own, onCreated));
  const client = new Client(port);
  let generation = 0;
  const start = () => {
    const command = subject.command({ port, adminPort, ports, directory: processes.directory });
    return processes.start(`${subject.name}-${generation}`, command, port);
  };
  const restart = async () => {
    await processes.stop(`${subject.name}-${generation++}`);
    await start();
  };
  try {
    for (const owner of owners) await owner.start();
    await start();
    const context = { client, owners, restart, createdAt: (id) => created.get(id)?.size ?? 0 };
    const results = {};
    for (const [promise, attempt] of PROMISES) {
      results[promise] = await attempt(context);
      console.log(
        `${subject.title()}: ${promise}: ${results[promise].broken} of ${results[promise].tried} broken`,
      );
    }
    return results;
  } finally {
    client.close();
    await processes.close();
    for (const owner of owners) await owner.stop().catch(() => undefined);
  }
}

function markdownTable(columns) {
  const rows = PROMISES.map(([promise]) => [
    promise,
    ...columns.map(({ results }) => `${results[promise].broken} of ${results[promise].tried}`),
  ]);
  const lines = [
    ['times broken', ...columns.map(({ title }) => title)],
    ['---', ...columns.map(() => '---')],
    ...rows,
  ];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

await runMain(main);
