import { dirname, relative } from 'node:path';
import { ConfigError } from './config.error';
import { readConfigFile } from './config-file';
import { applyDefaults } from './defaults';
import { resolveFiles } from './files';
import { type ConfigWarning } from './located-issue';
import { findingsOf, locatedWarnings } from './located-issues';
import { type GatewayConfig } from './gateway-config';
import { gatewaySchema } from './gateway-schema';
import { cutOff, lostValues } from './lost-values';
import { applyOverrides } from './env-overrides';
import { brokenReferences } from './references';
import { ALLOWED, schemaMistakes } from './schema-issues';
import { readTokenFiles } from './token-files';
import { type Environment } from './variables';
import { wallTime } from '../platform/wall-time';
import { Subject } from './warnings/warning';
import { warningsOf } from './warnings/warnings';
import { YamlSource } from './yaml-source';

export interface LoadOptions {
  readonly env: Environment;
  /** Where ./gateway.yaml is looked for, and what relative names of files start from. */
  readonly cwd: string;
  /** The file to load, instead of `GATEWAY_CONFIG` and ./gateway.yaml. */
  readonly file?: string;
  /** The text of the file that is in force, if there is one: what it says must not get lost in silence. */
  readonly former?: string;
  /** Wall time, in milliseconds since 1970. */
  readonly now?: number;
}

export interface LoadedConfig {
  readonly config: GatewayConfig;
  /** The absolute path of the file, or `defaults` when there is none. */
  readonly source: string;
  /** The text of the file; empty if there is none. */
  readonly text: string;
  /** The warnings about the configuration. */
  readonly warnings: readonly ConfigWarning[];
}

/**
 * Reads the configuration again: the file, the overrides of the environment, and defaults for all other keys. Changes
 * nothing, so it may be called at any time.
 *
 * @throws ConfigError with every error if the configuration is invalid.
 */
export function loadConfig({ env, cwd, file, former = '', now = wallTime() }: LoadOptions): LoadedConfig {
  const read = readConfigFile({ env, cwd, file });
  const text = read?.text ?? '';
  const source = new YamlSource(text, env);
  const draft = source.value;
  const losses = [...cutOff(text, former), ...lostValues(draft, new YamlSource(former, env).value)];
  const overrides = applyOverrides(draft, env);
  const written = structuredClone(draft);
  applyDefaults(draft);
  const mistakes = [
    ...source.mistakes,
    ...losses,
    ...brokenReferences(draft),
    ...resolveFiles(draft, read ? dirname(read.path) : cwd),
    ...readTokenFiles(draft),
  ];
  const result = gatewaySchema.safeParse(draft, { error: ALLOWED });
  mistakes.push(...schemaMistakes(result.error?.issues ?? [], draft));
  const context = { file: read && nameOf(read.path, cwd), source, draft, overrides };
  if (!result.success || mistakes.length > 0)
    throw new ConfigError(findingsOf(source.readable ? mistakes : source.mistakes, context));
  const warnings = locatedWarnings(warningsOf(new Subject(result.data, written, now)), context);
  return { config: result.data, source: read?.path ?? 'defaults', text, warnings };
}

/** The shortest way to say which file. */
function nameOf(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith('..') ? path : near;
}
