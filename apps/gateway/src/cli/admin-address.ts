import type * as YamlSources from '../config/yaml-source';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Terminal } from './terminal';

const HOST = '127.0.0.1';
const PORT = 8081;
/** Where a gateway that listens on every address of the machine is reached from the machine itself. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': HOST, '::': '[::1]' };

interface AdminSection {
  readonly host?: unknown;
  readonly port?: unknown;
}

/** The URL of the admin port of the gateway that the configuration and the environment describe. Checks nothing else. */
export function adminAddress({ env, cwd }: Terminal, file?: string): string {
  const { host, port } = adminSection(resolve(cwd, file ?? (env.GATEWAY_CONFIG || 'gateway.yaml')), env);
  const address = env.ADMIN_HOST?.trim() || host || HOST;
  const bare = LOOPBACK[address] ?? (address.includes(':') ? `[${address}]` : address);
  return `http://${bare}:${env.ADMIN_PORT?.trim() || port || PORT}`;
}

function adminSection(
  file: string,
  env: Terminal['env'],
): { host?: string | undefined; port?: string | undefined } {
  if (!existsSync(file)) return {};
  // YAML is read where there is some, and by the commands that need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { YamlSource } = require('../config/yaml-source') as typeof YamlSources;
  const { admin } = new YamlSource(readFileSync(file, 'utf8'), env).value as {
    admin?: AdminSection | string;
  };
  return typeof admin === 'object' ? { host: textOf(admin.host), port: textOf(admin.port) } : {};
}

/** Anything else than text and numbers is an error that other commands report. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
