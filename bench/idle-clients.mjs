import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { buildGateway } from './build.mjs';
import { freePorts } from './free-ports.mjs';
import { IdleClients } from './idle/clients.mjs';
import { parse, wholeNumber } from './options.mjs';
import { Processes } from './processes.mjs';
import { Refusal, runMain } from './refusal.mjs';
import { gateway } from './subjects/gateway.mjs';

/** The most memory that an idle client may cost the gateway. */
const MOST_KIB = 15;
/** So many come first, who stay, too: they fill what the process has taken already and does not use. */
const FIRST = 1_000;
const START_LIMIT_MS = 20_000;

const HELP = `node bench/idle-clients.mjs [options]

Measures the memory that idle keep-alive clients use in the gateway: its resident memory after a garbage collection, before
the clients connect and after each of them has had one response. It exits with 1 if a client uses more than ${MOST_KIB} KiB.

  --clients 10000
  --tls            encrypted connections, for which there is no limit
  --snapshot       also writes a heap snapshot of the gateway with its clients, for Chrome's memory tools
  --help           this text
`;

async function main() {
  const values = parse(process.argv.slice(2), {
    clients: { type: 'string' },
    tls: { type: 'boolean', default: false },
    snapshot: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return console.log(HELP);
  const count = wholeNumber('--clients', values.clients, 10_000, 100_000);
  buildGateway();
  const processes = new Processes();
  try {
    const kib = await measure(processes, { count, secure: values.tls, snapshot: values.snapshot });
    if (!values.tls && kib > MOST_KIB) process.exitCode = 1;
  } finally {
    await processes.close();
  }
}

async function measure(processes, { count, secure, snapshot }) {
  const [port, adminPort, backend] = await freePorts(3);
  const backends = { file: process.execPath, args: [join(import.meta.dirname, 'backends', 'main.mjs')] };
  await processes.start('backends', { ...backends, env: { PORTS: String(backend) } }, backend);
  const settings = { port, adminPort, backends: [`http://127.0.0.1:${backend}`] };
  const child = await startGateway(settings, secure, processes.directory);
  const clients = new IdleClients(port, secure);
  try {
    await clients.add(FIRST);
    const before = await census(child, 'now');
    await clients.add(count);
    const after = await census(child, snapshot ? 'snapshot' : 'now');
    if (clients.open < count)
      throw new Refusal(`Only ${clients.open} of ${count} clients are still connected.`);
    return tell(before, after, count);
  } finally {
    clients.close();
    child.kill('SIGTERM');
  }
}

/** In a process of its own, that can be asked what it takes up. */
async function startGateway(settings, secure, directory) {
  const { file, args, env } = gateway.command(settings);
  const config = join(directory, 'gateway.yaml');
  const limits = { connections: 1_000_000 };
  const listen = {
    limits,
    timeouts: { keepAlive: '10m' },
    ...(secure ? { tls: certificate(directory) } : {}),
  };
  writeFileSync(config, JSON.stringify({ listen }));
  const child = spawn(
    file,
    ['--expose-gc', '--require', join(import.meta.dirname, 'idle', 'census.cjs'), ...args],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...env, GATEWAY_CONFIG: config },
    },
  );
  const deadline = performance.now() + START_LIMIT_MS;
  const ready = `http://127.0.0.1:${settings.adminPort}/health/ready`;
  while (!(await fetch(ready).catch(() => undefined))?.ok) {
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Refusal('The gateway did not start.');
    await wait(50);
  }
  return child;
}

function certificate(directory) {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
  return { key, cert };
}

async function census(child, question) {
  child.send(question);
  const [answer] = await once(child, 'message');
  return answer;
}

function tell(before, after, count) {
  const kib = (what) => (after[what] - before[what]) / count / 1024;
  console.log(
    `${count} idle clients: ${kib('rss').toFixed(1)} KiB each (${before.rss >> 20} MiB before, ${after.rss >> 20} MiB with them)`,
  );
  console.log(
    `of which ${kib('heapUsed').toFixed(1)} KiB are objects of JavaScript, and ${kib('external').toFixed(1)} KiB belong to them elsewhere`,
  );
  if (after.snapshot !== undefined) console.log(`The heap: ${after.snapshot}`);
  return kib('rss');
}

await runMain(main);
