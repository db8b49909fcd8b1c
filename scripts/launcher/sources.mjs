import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = ['libs', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'];

/**
 * Returns the sources of an app: every file with its size and the time of its last change, so that two
 * snapshots differ exactly when a build is due.
 * @param {string} root
 * @param {string} app
 * @returns {Record<string, string>}
 */
export function snapshot(root, app) {
  const files = [`apps/${app}`, ...SHARED].flatMap((path) => filesBelow(root, path));
  return Object.fromEntries(files.sort());
}

/**
 * @param {Record<string, string>} before
 * @param {Record<string, string>} after
 * @returns {string[]} the files that were added, written or removed
 */
export function changedFiles(before, after) {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]);
}

/** @returns {[string, string][]} */
function filesBelow(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return []; // It was removed, or never there.
  if (!stats.isDirectory()) return [[path, `${stats.mtimeMs} ${stats.size}`]];
  return readdirSync(join(root, path))
    .filter((name) => !name.endsWith('.spec.ts') && name !== 'node_modules')
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}
