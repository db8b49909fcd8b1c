/**
 * Runs before `npm start`, `npm test` and the like: makes a fresh clone work with one command. Silent when there is
 * nothing to do; needs nothing but Node itself.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from './launcher/file-lock.mjs';
import { whyInstall } from './launcher/installation.mjs';
import { isSupported } from './launcher/node-version.mjs';
import { ROOT } from './launcher/root.mjs';

const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

if (!isSupported(process.versions.node, engines.node)) {
  console.error(`Node ${process.versions.node} does not run this project: it needs ${engines.node}.`);
  process.exitCode = 1;
} else if (whyInstall(ROOT)) {
  const onWait = (pid) => console.error(`Waiting for process ${pid}, which is installing dependencies.`);
  process.exitCode = await withFileLock(join(ROOT, '.cache/install.lock'), { onWait }, install);
}

/** @returns {number} npm's exit code */
function install() {
  const reason = whyInstall(ROOT); // Check again: the process that held the lock may have installed them.
  if (!reason) return 0;
  console.error(`Installing dependencies (npm ci), since ${reason}.`);
  // Inside `npm start` the same npm is used again. Every command requires the development dependencies.
  const own = process.env.npm_execpath ?? '';
  const [command, ...args] = own.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm'];
  const { status, signal, error } = spawnSync(
    command,
    [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      shell: process.platform === 'win32' && command === 'npm',
    },
  );
  if (status === 0) return 0;
  const how = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`);
  console.error(`npm ci failed (${how}); its own message stands above.`);
  return status || 1;
}
