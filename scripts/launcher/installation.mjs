import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why dependencies must be installed, or undefined when node_modules is what the lock file asks for.
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const locked = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules/.package-lock.json'); // npm's own note, written last.
  const writtenAt = statSync(installed, { throwIfNoEntry: false })?.mtimeMs;
  if (writtenAt === undefined) return 'node_modules is missing or incomplete';
  if (statSync(locked).mtimeMs <= writtenAt || holds(installed, locked)) return undefined;
  return 'package-lock.json has changed since the last installation';
}

/**
 * True if the installed packages match the lock file: a checkout or `npm install` makes an equal lock file
 * newer.
 */
function holds(installed, locked) {
  const have = packagesOf(installed);
  const want = packagesOf(locked);
  const isThere = ([path, { version, integrity, link, optional, devOptional, peer }]) => {
    if (path === '' || link) return true;
    const found = have[path];
    if (!found) return Boolean(optional || devOptional || peer); // Not for this platform, or not asked for.
    return found.version === version && found.integrity === integrity;
  };
  return Object.entries(want).every(isThere) && Object.keys(have).every((path) => path in want);
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
