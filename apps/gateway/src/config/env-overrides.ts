import { type Path, putAt, valueAt } from './path';
import { type Environment } from './variables';

/** An environment variable that overrides a value of the file. */
export interface Override {
  readonly variable: string;
  readonly path: Path;
  /** True if it does. */
  readonly given: boolean;
}

interface OverrideRule {
  readonly variable: string;
  readonly path: (config: unknown) => Path;
  readonly read?: (text: string) => unknown;
  readonly description: string;
}

/** The environment variables that override keys of the file. */
export const ENV_OVERRIDES: readonly OverrideRule[] = [
  { variable: 'PORT', path: () => ['listen', 'port'], description: '`listen.port`' },
  { variable: 'HOST', path: () => ['listen', 'host'], description: '`listen.host`' },
  { variable: 'WORKERS', path: () => ['workers'], description: '`workers`' },
  { variable: 'ADMIN_PORT', path: () => ['admin', 'port'], description: '`admin.port`' },
  { variable: 'ADMIN_HOST', path: () => ['admin', 'host'], description: '`admin.host`' },
  { variable: 'ADMIN_TOKEN', path: () => ['admin', 'token'], description: '`admin.token`' },
  { variable: 'REDIS_URL', path: () => ['stores', 'stickySessions'], description: '`stores.stickySessions`' },
  { variable: 'REDIS_URL', path: () => ['stores', 'cluster'], description: '`stores.cluster`' },
  {
    variable: 'REGISTRY_TOKEN',
    path: () => ['selfRegistration', 'token'],
    description: '`selfRegistration.token`',
  },
  { variable: 'GATEWAY_NAME', path: () => ['name'], description: '`name`' },
  { variable: 'LOG_LEVEL', path: () => ['log', 'level'], description: '`log.level`' },
  { variable: 'ACCESS_LOG', path: () => ['log', 'access', 'mode'], description: '`log.access.mode`' },
  {
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    path: () => ['tracing', 'endpoint'],
    description: '`tracing.endpoint`',
  },
  { variable: 'OTEL_SERVICE_NAME', path: () => ['tracing', 'service'], description: '`tracing.service`' },
  {
    variable: 'BACKENDS',
    path: (config) => ['pools', firstPool(config), 'backends'],
    read: list,
    description: '`backends` of the first pool: URLs or `host:port`, separated by commas',
  },
  {
    variable: 'HEALTH_PATH',
    path: (config) => ['pools', firstPool(config), 'health', 'path'],
    description: '`health.path` of the first pool',
  },
];

/** Puts what the environment says into `config`. An empty variable says nothing. */
export function applyOverrides(config: unknown, env: Environment): Override[] {
  return ENV_OVERRIDES.map(({ variable, path: pathIn, read }) => {
    const text = env[variable]?.trim();
    const path = pathIn(config);
    if (text) putAt(config, path, read ? read(text) : text);
    return { variable, path, given: Boolean(text) };
  });
}

/** The pool that serves what no route speaks of: the first of the file, or `items`. */
export function firstPool(config: unknown): string {
  return Object.keys(valueAt(config, ['pools']) ?? {})[0] ?? 'items';
}

function list(text: string): string[] {
  return text.split(',').flatMap((entry) => entry.trim() || []);
}
