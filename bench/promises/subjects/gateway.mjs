import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'dist', 'apps', 'gateway', 'src', 'main.js');

/** This gateway with `creates: safe`, otherwise as it is by default. */
export const gateway = {
  name: 'gateway',
  title: () => 'Load Distributer',
  command({ port, adminPort, ports, directory }) {
    const file = join(directory, 'gateway.yaml');
    writeFileSync(file, JSON.stringify(configuration(port, adminPort, ports)));
    return { file: process.execPath, args: [MAIN], env: { GATEWAY_CONFIG: file, NODE_ENV: 'production' } };
  },
};

function configuration(port, adminPort, ports) {
  return {
    listen: { host: '127.0.0.1', port },
    admin: { port: adminPort },
    pools: { main: { backends: ports.map((own) => `http://127.0.0.1:${own}`) } },
    routes: [{ path: '/', pool: 'main', affinity: ['items'] }],
    affinity: {
      items: {
        key: [{ path: '/items/:item_id' }, { query: 'item_id' }],
        creates: 'safe',
        locate: { concurrency: 100, maxRatio: '100%' },
      },
    },
  };
}
