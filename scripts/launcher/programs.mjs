/**
 * Something to run: `entry` is the built script from the project's root, `address` what people open,
 * `page` what is built for browsers and served by it, `ready` the URL that answers 200 when it serves; when one that is `vital` dies, the others have no purpose.
 * @typedef {{ name: string, app: string, entry: string, page?: string, env: Record<string, string>, address: string, ready: string, vital: boolean }} Program
 */

/**
 * One items-api.
 * @param {number} port
 * @param {string} host
 * @returns {Program}
 */
export function itemsApi(port, host) {
  const address = `http://${reachable(host)}:${port}`;
  return {
    ...program('items-api', { PORT: String(port), HOST: host }),
    name: `items-api:${port}`,
    address,
    ready: `${address}/health/ready`,
    vital: false,
  };
}

/**
 * The gateway in front of these backends.
 * @param {{ port: number, host: string, adminPort: number, adminHost: string, backends: Program[] }} settings
 * @returns {Program & { admin: string }}
 */
export function gateway({ port, host, adminPort, adminHost, backends }) {
  const admin = `http://${reachable(adminHost)}:${adminPort}`;
  return {
    ...program('gateway', {
      PORT: String(port),
      HOST: host,
      ADMIN_PORT: String(adminPort),
      ADMIN_HOST: adminHost,
      BACKENDS: backends.map((backend) => backend.address).join(','),
      HEALTH_PATH: '/health/ready',
    }),
    name: 'gateway',
    page: 'dashboard',
    address: `http://${reachable(host)}:${port}`,
    admin,
    ready: `${admin}/health/ready`,
    vital: true,
  };
}

/**
 * The command that runs a program by hand, as one types it in a shell.
 * @param {Program} program
 */
export function commandLine({ env, entry }) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [...variables, 'node', entry].join(' ');
}

function program(app, env) {
  return { app, entry: `dist/apps/${app}/src/main.js`, env };
}

/** The host by which to reach a listener: "any address" is none to connect to, and IPv6 goes in brackets. */
function reachable(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
