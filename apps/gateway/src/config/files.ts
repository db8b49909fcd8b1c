import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ConfigIssue } from './config-issue';
import { EACH, matches, putAt } from './path';

type Pattern = readonly (string | typeof EACH)[];

const CREDENTIALS: readonly Pattern[] = [['auth'], ['auth', 'any', EACH], ['auth', 'all', EACH]];

/** Values that name a file, relative to the folder of the configuration. */
const FILES: readonly Pattern[] = [
  ['admin', 'tokenFile'],
  ['selfRegistration', 'tokenFile'],
  ['listen', 'tls', 'cert'],
  ['listen', 'tls', 'key'],
  ['listen', 'tls', 'certificates', EACH, 'cert'],
  ['listen', 'tls', 'certificates', EACH, 'key'],
  ['listen', 'tls', 'clientCertificates', 'ca'],
  ['pools', EACH, 'tls', 'ca'],
  ['pools', EACH, 'tls', 'cert'],
  ['pools', EACH, 'tls', 'key'],
  ['pools', EACH, 'discovery', EACH, 'path'],
  ['pools', EACH, 'discovery', EACH, 'tokenFile'],
  ['pools', EACH, 'discovery', EACH, 'ca'],
  ['stores', 'redis', 'ca'],
  ['routes', EACH, 'validate', 'body'],
  ['routes', EACH, 'validate', 'query'],
  ['routes', EACH, 'validate', 'openapi'],
  ...CREDENTIALS.flatMap((credentials): Pattern[] => [
    ['routes', EACH, ...credentials, 'apiKey', 'file'],
    ['routes', EACH, ...credentials, 'basic', 'file'],
    ['routes', EACH, ...credentials, 'jwt', 'publicKey'],
  ]),
];

/** The same of files that the gateway writes itself. */
const WRITTEN = [['stores', 'snapshot']] as const;

/** Makes the names of files in `config` absolute, and tells which cannot be read. */
export function resolveFiles(config: unknown, folder: string): ConfigIssue[] {
  return [...unreadable(config, folder), ...unwritable(config, folder)];
}

function unreadable(config: unknown, folder: string): ConfigIssue[] {
  return FILES.flatMap((pattern) =>
    [...matches(config, pattern)].flatMap(([path, name]): ConfigIssue[] => {
      if (typeof name !== 'string') return [];
      const file = resolve(folder, name);
      putAt(config, path, file);
      return may(file, constants.R_OK)
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

function unwritable(config: unknown, folder: string): ConfigIssue[] {
  return WRITTEN.flatMap((pattern) =>
    [...matches(config, pattern)].flatMap(([path, name]): ConfigIssue[] => {
      if (typeof name !== 'string') return [];
      const file = resolve(folder, name);
      putAt(config, path, file);
      return may(dirname(file), constants.W_OK)
        ? []
        : [
            {
              path,
              found: `"${name}", which cannot be written`,
              allowed: 'a file in a writable folder',
            },
          ];
    }),
  );
}

function may(file: string, access: number): boolean {
  try {
    accessSync(file, access);
    return true;
  } catch {
    return false;
  }
}
