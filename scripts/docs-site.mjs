// `npm run docs:site`: installs the site's own package, if that is missing or old, and builds docs/site/dist.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const SITE = new URL('../docs/site/', import.meta.url).pathname;

process.exitCode =
  (isInstalled() ? 0 : run('npm', ['ci', '--no-audit', '--no-fund'])) || run('npm', ['run', 'build']);

/** npm notes beside the packages what it has installed. */
function isInstalled() {
  const note = `${SITE}node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const { packages } = JSON.parse(readFileSync(`${SITE}package-lock.json`, 'utf8'));
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(installed).every(([path, { version }]) => packages[path]?.version === version);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: SITE, stdio: 'inherit' }).status ?? 1;
}
