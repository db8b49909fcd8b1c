/**
 * `npm run build`: everything that is stale, and notes what it was made from, so that `npm start` builds nothing again.
 */
import { spawnSync } from 'node:child_process';
import { Build } from './launcher/build.mjs';
import { Output } from './launcher/output.mjs';
import { ROOT } from './launcher/root.mjs';
import { stopRequests } from './launcher/stop-requests.mjs';

const APPS = ['gateway', 'items-api', 'dashboard'];
const LIBRARIES = ['contracts', 'registration', 'ownership'];

const build = new Build(ROOT, new Output(), stopRequests());
const isBuilt = (await build.bringUpToDate(APPS)) && LIBRARIES.every(compile);
process.exitCode = isBuilt ? 0 : 1;

function compile(library) {
  const nest = `${ROOT}/node_modules/@nestjs/cli/bin/nest.js`;
  const { status } = spawnSync(process.execPath, [nest, 'build', library], { cwd: ROOT, stdio: 'inherit' });
  return status === 0;
}
