import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config.error';
import { type Environment } from './variables';

/** The text of the configuration, and where it comes from. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

interface Request {
  readonly env: Environment;
  readonly cwd: string;
  readonly file?: string;
}

/** The file that is asked for, else the one that `GATEWAY_CONFIG` names, else ./gateway.yaml when it is there. */
export function readConfigFile({ env, cwd, file }: Request): ConfigFile | undefined {
  const named = file ?? (env.GATEWAY_CONFIG || undefined);
  const path = resolve(cwd, named ?? 'gateway.yaml');
  if (named === undefined && !existsSync(path)) return undefined;
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const fromEnvironment = file === undefined && named !== undefined;
    const found = `"${path}", ${reason(error)}`;
    const allowed = 'a YAML file that can be read';
    throw new ConfigError([
      {
        file: fromEnvironment ? 'environment' : (named ?? path),
        path: fromEnvironment ? 'GATEWAY_CONFIG' : '',
        found,
        allowed,
        message: `found ${found}, allowed: ${allowed}`,
      },
    ]);
  }
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'which does not exist';
    case 'EISDIR':
      return 'which is a folder';
    case 'EACCES':
      return 'which is not readable';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'which is not UTF-8 text';
    default:
      return (error as Error).message;
  }
}
