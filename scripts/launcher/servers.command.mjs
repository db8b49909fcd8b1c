import { parsePorts } from './ports.mjs';
import { itemsApi } from './programs.mjs';
import { table } from './table.mjs';

const USAGE = `npm run servers -- [options]
Runs one items-api on each port, until Ctrl-C.`;

const OPTIONS = {
  ports: { value: 'list', fallback: '8000-8003', help: 'a range, a comma-separated list, or both' },
  host: { value: 'address', fallback: '127.0.0.1', help: 'where they listen' },
};

/** `npm run servers`: the sample service, several times. */
export function serversCommand() {
  return { usage: USAGE, options: OPTIONS, plan };
}

/** @param {Record<string, any>} values */
function plan({ ports, host }) {
  const servers = parsePorts(ports, '--ports').map((port) => itemsApi(port, host));
  const rows = servers.map(({ name, address }) => [`  ${name}`, address, `docs at ${address}/docs`]);
  return {
    tiers: [servers],
    addresses: servers.map(({ name, env }) => ({ name, host, port: Number(env.PORT) })),
    welcome: ['', ...table(rows), '', 'Ctrl-C stops them all.', ''],
  };
}
