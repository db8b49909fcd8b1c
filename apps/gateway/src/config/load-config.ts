import { dirname, relative } from 'node:path';
import { ConfigError } from './config.error';
import { readConfigFile } from './config-file';
import { applyDefaults } from './defaults';
import { resolveFiles } from './files';
import { findingsOf } from './findings';
import { type GatewayConfig } from './gateway.config';
import { gatewaySchema } from './gateway.schema';
import { applyOverrides } from './overrides';
import { brokenReferences } from './references';
import { ALLOWED, schemaMistakes } from './schema-mistakes';
import { readTokenFiles } from './token-files';
import { type Environment } from './variables';
import { YamlSource } from './yaml-source';

export interface LoadOptions {
  readonly env: Environment;
  /** Where ./gateway.yaml is looked for, and what relative names of files start from. */
  readonly cwd: string;
  /** The file to load, in the place of `GATEWAY_CONFIG` and ./gateway.yaml. */
  readonly file?: string;
}

export interface LoadedConfig {
  readonly config: GatewayConfig;
  /** The absolute path of the file, or `defaults` when there is none. */
  readonly source: string;
}

/**
 * Reads the configuration anew: the file, what the environment puts in its place, and defaults for all else. Changes
 * nothing, so it may be called again at any time.
 * @throws ConfigError with every mistake when it cannot be used.
 */
export function loadConfig({ env, cwd, file }: LoadOptions): LoadedConfig {
  const read = readConfigFile({ env, cwd, file });
  const source = new YamlSource(read?.text ?? '', env);
  const draft = source.value;
  const overrides = applyOverrides(draft, env);
  applyDefaults(draft);
  const mistakes = [
    ...source.mistakes,
    ...brokenReferences(draft),
    ...resolveFiles(draft, read ? dirname(read.path) : cwd),
    ...readTokenFiles(draft),
  ];
  const result = gatewaySchema.safeParse(draft, { error: ALLOWED });
  mistakes.push(...schemaMistakes(result.error?.issues ?? [], draft));
  if (result.success && mistakes.length === 0)
    return { config: result.data, source: read?.path ?? 'defaults' };
  const shown = read && nameOf(read.path, cwd);
  throw new ConfigError(
    findingsOf(source.readable ? mistakes : source.mistakes, { file: shown, source, draft, overrides }),
  );
}

/** The shortest way to say which file. */
function nameOf(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith('..') ? path : near;
}
