import { parsePort, parsePorts } from './ports.mjs';
import { gateway, itemsApi } from './programs.mjs';
import { table } from './table.mjs';
import { UsageError } from './usage.error.mjs';

const USAGE = `npm start -- [options]
Runs one items-api on each port and the gateway in front of them, until Ctrl-C.
PORT, HOST, ADMIN_PORT and ADMIN_HOST in the environment set the gateway's addresses as well; options win.`;

const BACKEND_HOST = '127.0.0.1'; // Only the gateway talks to the backends.

/**
 * `npm start`: the whole system.
 * @param {Record<string, string | undefined>} env
 */
export function startCommand(env) {
  const options = {
    ports: { value: 'list', fallback: '8000-8003', help: "the items-api's: a range, a list, or both" },
    port: { value: 'port', fallback: env.PORT || '8080', help: "the gateway's public port" },
    host: { value: 'address', fallback: env.HOST || '127.0.0.1', help: 'where the gateway listens' },
    'admin-port': { value: 'port', fallback: env.ADMIN_PORT || '8081', help: "the gateway's admin port" },
    watch: { help: 'compile and restart on save' },
  };
  return { usage: USAGE, options, plan: (values) => plan(values, env.ADMIN_HOST || '127.0.0.1') };
}

function plan(values, adminHost) {
  const ports = parsePorts(values.ports, '--ports');
  const port = parsePort(values.port, '--port (or PORT)');
  const adminPort = parsePort(values['admin-port'], '--admin-port (or ADMIN_PORT)');
  const all = [...ports, port, adminPort];
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  if (twice !== undefined)
    throw new UsageError(`Port ${twice} is wanted twice: see --ports, --port, --admin-port.`);

  const backends = ports.map((one) => itemsApi(one, BACKEND_HOST));
  const front = gateway({ port, host: values.host, adminPort, adminHost, backends });
  return {
    tiers: [backends, [front]],
    addresses: [
      ...ports.map((one) => ({ name: `items-api:${one}`, host: BACKEND_HOST, port: one })),
      { name: 'gateway', host: values.host, port },
      { name: 'admin', host: adminHost, port: adminPort },
    ],
    welcome: welcome(front, backends),
  };
}

function welcome(front, backends) {
  const rows = [
    ['  gateway', front.address, 'sends each request to the backend that owns the item'],
    ['  admin', front.admin, 'shows what the gateway does and why, in a browser'],
    ...backends.map(({ name, address }) => [`  ${name}`, address, `docs at ${address}/docs`]),
  ];
  const turns = Array.from({ length: backends.length + 1 }, (_, index) => index + 1).join(' ');
  return [
    '',
    ...table(rows),
    '',
    'Try:',
    `  curl -X POST '${front.address}/items/?item_id=1' -H 'content-type: application/json' -d '{"name": "Item1", "price": 10.0}'`,
    `  curl ${front.address}/items/1`,
    `  for i in ${turns}; do curl -s ${front.address}/ping; echo; done`,
    '',
    'Ctrl-C stops them all.',
    '',
  ];
}
