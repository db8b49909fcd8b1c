import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version that the package of this program says. */
export function packageVersion(): string {
  let folder = __dirname;
  // How far up it is depends on whether this was compiled.
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
