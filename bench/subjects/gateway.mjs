import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'apps', 'gateway', 'src', 'main.js');

/** Our own, as built: one process, its defaults, and the owner of `/items/N` learned from the POST. */
export const gateway = {
  name: 'gateway',
  title: 'Load Distributer',
  sticky: 'learned',
  missing: () => (existsSync(MAIN) ? undefined : 'the gateway is left out: `npm run build` makes it.'),
  command: ({ port, adminPort, backends }) => ({
    file: process.execPath,
    args: [MAIN],
    env: { PORT: port, ADMIN_PORT: adminPort, BACKENDS: backends.join(), NODE_ENV: 'production' },
  }),
};
