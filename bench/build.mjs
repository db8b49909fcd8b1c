import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';

const ROOT = join(import.meta.dirname, '..');

/** Builds the gateway if a source is newer than the last build, so that no run measures old code. */
export function buildGateway() {
  const sources = ['apps/gateway', 'libs'].flatMap((folder) => filesIn(folder, /\.(ts|json)$/));
  // The compiler writes this file at every build, but an output only when it has changed.
  const built = filesIn('dist/apps/gateway', /\.tsbuildinfo$/);
  if (newest(built) >= newest(sources)) return;
  console.log('Building the gateway, as its sources are newer than dist/: npx nest build gateway');
  const { status } = spawnSync('npx', ['nest', 'build', 'gateway'], { cwd: ROOT, stdio: 'inherit' });
  if (status === 0) return;
  // It is written by failed builds too, and must not pass for a good one next time.
  for (const file of filesIn('dist/apps/gateway', /\.tsbuildinfo$/)) rmSync(file);
  throw new Refusal('The gateway does not build; its errors are above.');
}

const newest = (files) => Math.max(0, ...files.map((file) => statSync(file).mtimeMs));

function filesIn(folder, pattern) {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && pattern.test(join(entry.parentPath, entry.name)))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // Nothing was built yet.
  }
}
