import { createRequire } from 'node:module';
import process from 'node:process';
import { usageOf } from './accounting/usage.mjs';
import { buildGateway } from './build.mjs';
import { parse } from './options.mjs';
import { Processes } from './processes.mjs';
import { startRedis } from './redis.mjs';
import { runMain } from './refusal.mjs';

const HELP = `node bench/redis-calls.mjs

Measures the cost of the gateways' calls for Redis: microseconds of its CPU for each call, by kind, and by the number of
gateways that receive a change. Calls come over four connections, sixteen at a time on each, as from four busy gateways.
`;
/** Gateways that share the Redis, besides those that call. */
const GATEWAYS = [0, 9, 39];
const CONNECTIONS = 4;
const AT_ONCE = 16;
const CALLS = 40_000;
const PREFIX = 'load-distributer:session:items/';
const IDLE = String(24 * 3600 * 1000);

async function main() {
  const { help } = parse(process.argv.slice(2), { help: { type: 'boolean', short: 'h', default: false } });
  if (help) return console.log(HELP);
  buildGateway();
  const gateway = createRequire(new URL('../dist/apps/gateway/src/', import.meta.url));
  const scripts = gateway('./data-plane/affinity/stores/redis/redis.scripts.js');
  const { written } = gateway('./data-plane/affinity/stores/redis/redis-record.js');
  const { createClient } = gateway('redis');
  const processes = new Processes();
  const clients = [];
  const open = async (port) => {
    const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP: 3, emitInvalidate: true });
    clients.push(client.on('error', () => {}).on('invalidate', () => {}));
    await client.connect();
    return client;
  };
  try {
    const redis = await startRedis(processes);
    const callers = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(redis.port)));
    for (const script of Object.values(scripts))
      await callers[0].sendCommand(['SCRIPT', 'LOAD', script.source]);
    for (const [at, gateways] of GATEWAYS.entries()) {
      const told = gateways - (GATEWAYS[at - 1] ?? 0);
      const watching = await Promise.all(Array.from({ length: told }, () => open(redis.port)));
      for (const client of watching) {
        await client.sendCommand(['CLIENT', 'TRACKING', 'OFF']);
        await client.sendCommand(['CLIENT', 'TRACKING', 'ON', 'BCAST', 'NOLOOP', 'PREFIX', PREFIX]);
      }
      for (const [kind, command] of Object.entries(commands(scripts, written, at))) {
        const micros = await costOf(callers, redis, command);
        console.log(
          `${kind.padEnd(8)} ${String(gateways).padStart(3)} gateways informed  ${micros.toFixed(2).padStart(6)} µs`,
        );
      }
    }
  } finally {
    for (const client of clients) client.destroy();
    await processes.close();
  }
}

/** One of each kind, for the item of this number. */
function commands({ CLAIM, REPLACE }, written, round) {
  const key = (id) => `${PREFIX}${round}-${id}`;
  const times = { createdAt: Date.now(), lastUsedAt: Date.now() };
  const record = (version, how) => written({ version, how, backendId: 'b1', ...times });
  return {
    claim: (id) => ['EVALSHA', CLAIM.sha, '1', key(id), record(id, 'claim'), IDLE],
    find: (id) => ['GET', key(id)],
    confirm: (id) => ['EVALSHA', REPLACE.sha, '1', key(id), String(id), record(id, 'create'), IDLE],
  };
}

async function costOf(callers, redis, command) {
  const before = usageOf(redis.id).cpuMicros;
  let next = 0;
  const lines = callers.flatMap((client) => Array.from({ length: AT_ONCE }, () => client));
  await Promise.all(
    lines.map(async (client) => {
      while (next < CALLS) await client.sendCommand(command(next++));
    }),
  );
  return (usageOf(redis.id).cpuMicros - before) / CALLS;
}

await runMain(main);
