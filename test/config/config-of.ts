import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { type LoadedConfig, loadConfig } from '../../apps/gateway/src/config/load-config';
import { type Environment } from '../../apps/gateway/src/config/variables';

/** Gives a folder to `use`, and takes it away again. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads what a `gateway.yaml` with this content stands for; JSON is YAML too. Undefined stands for no file. */
export function load(content: string | object | undefined, env: Environment = {}): LoadedConfig {
  return inFolder((cwd) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (content !== undefined) writeFileSync(join(cwd, 'gateway.yaml'), text);
    return loadConfig({ env, cwd });
  });
}

/** The configuration alone. */
export function configOf(content: string | object | undefined, env: Environment = {}): GatewayConfig {
  return load(content, env).config;
}

/** The findings about a `gateway.yaml` with this content, one a line; empty when there are none. */
export function findingsOf(content: string | object | undefined, env: Environment = {}): string[] {
  try {
    load(content, env);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}
