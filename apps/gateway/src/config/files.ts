import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { type Mistake } from './mistake';
import { EACH, matches, putAt } from './path';

/** Values that name a file, relative to the folder of the configuration. */
const FILES = [
  ['pools', EACH, 'tls', 'ca'],
  ['pools', EACH, 'tls', 'cert'],
  ['pools', EACH, 'tls', 'key'],
] as const;

/** Makes the names of files in `config` absolute, and tells which cannot be read. */
export function resolveFiles(config: unknown, folder: string): Mistake[] {
  return FILES.flatMap((pattern) =>
    [...matches(config, pattern)].flatMap(([path, name]): Mistake[] => {
      if (typeof name !== 'string') return [];
      const file = resolve(folder, name);
      putAt(config, path, file);
      return isReadable(file)
        ? []
        : [{ path, found: `"${name}", which cannot be read`, allowed: 'the path of a PEM file' }];
    }),
  );
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
