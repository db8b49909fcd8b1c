import { type Path, putAt, valueAt } from './path';
import { type Environment } from './variables';

/** A value that the environment has put in the place of what the file says. */
export interface Override {
  readonly variable: string;
  readonly path: Path;
}

interface OverrideRule {
  readonly variable: string;
  readonly path: (config: unknown) => Path;
  readonly read?: (text: string) => unknown;
}

/** What the environment may say without a file. An empty variable says nothing. */
const OVERRIDES: readonly OverrideRule[] = [
  { variable: 'PORT', path: () => ['listen', 'port'] },
  { variable: 'HOST', path: () => ['listen', 'host'] },
  { variable: 'ADMIN_PORT', path: () => ['admin', 'port'] },
  { variable: 'ADMIN_HOST', path: () => ['admin', 'host'] },
  { variable: 'ADMIN_TOKEN', path: () => ['admin', 'token'] },
  { variable: 'BACKENDS', path: (config) => ['pools', firstPool(config), 'backends'], read: list },
];

/** Puts what the environment says into `config`, and tells what it replaced. */
export function applyOverrides(config: unknown, env: Environment): Override[] {
  return OVERRIDES.flatMap(({ variable, path, read = (text) => text }) => {
    const text = env[variable]?.trim();
    if (!text) return [];
    const place = path(config);
    putAt(config, place, read(text));
    return { variable, path: place };
  });
}

/** The pool that serves what no route speaks of: the first of the file, or `items`. */
export function firstPool(config: unknown): string {
  return Object.keys(valueAt(config, ['pools']) ?? {})[0] ?? 'items';
}

function list(text: string): string[] {
  return text.split(',').flatMap((entry) => entry.trim() || []);
}
