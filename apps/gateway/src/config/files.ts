import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { type Mistake } from './mistake';
import { EACH, matches, putAt } from './path';

type Pattern = readonly (string | typeof EACH)[];

const CREDENTIALS: readonly Pattern[] = [['auth'], ['auth', 'any', EACH], ['auth', 'all', EACH]];

/** Values that name a file, relative to the folder of the configuration. */
const FILES: readonly Pattern[] = [
  ['pools', EACH, 'tls', 'ca'],
  ['pools', EACH, 'tls', 'cert'],
  ['pools', EACH, 'tls', 'key'],
  ...CREDENTIALS.flatMap((credentials): Pattern[] => [
    ['routes', EACH, ...credentials, 'apiKey', 'file'],
    ['routes', EACH, ...credentials, 'basic', 'file'],
    ['routes', EACH, ...credentials, 'jwt', 'publicKey'],
  ]),
];

/** Makes the names of files in `config` absolute, and tells which cannot be read. */
export function resolveFiles(config: unknown, folder: string): Mistake[] {
  return FILES.flatMap((pattern) =>
    [...matches(config, pattern)].flatMap(([path, name]): Mistake[] => {
      if (typeof name !== 'string') return [];
      const file = resolve(folder, name);
      putAt(config, path, file);
      return isReadable(file)
        ? []
        : [
            {
              path,
              found: `"${name}", which cannot be read`,
              allowed: 'the path of a file that can be read',
            },
          ];
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
