import { type ConfigIssue } from './config-issue';
import { firstPool } from './env-overrides';
import { EACH, matches, type Path, valueAt } from './path';

/** The keys of a route that restrict access. The default route has none of them. */
const GUARDS = ['auth', 'allow', 'deny', 'rateLimit', 'concurrency', 'validate'] as const;

/**
 * The errors of a file that has lost values since it was last in force. A truncated file, or one from a template
 * without values, must not bring defaults into force, which require no credentials.
 */
export function lostValues(now: unknown, before: unknown): ConfigIssue[] {
  if (saysNothing(before)) return [];
  if (saysNothing(now)) return [lost([], 'an empty file', 'a configuration')];
  const emptied = emptiedKeys(now, before, []);
  return [...defaulted(now, before), ...emptied];
}

/** A text that is the beginning of the former one and ends within a line: the writing of it was not finished. */
export function cutOff(text: string, former: string): ConfigIssue[] {
  const isBeginning = text.length < former.length && former.startsWith(text);
  const next = former[text.length];
  if (!isBeginning || text === '' || text.endsWith('\n') || next === '\n' || next === '\r') return [];
  const message = 'the file is cut off here, in the middle of a line';
  return [{ path: [], offset: text.length, found: 'the end of the file', allowed: 'a whole line', message }];
}

/** Keys that are gone and would be replaced by defaults: backends on this machine, a route for all requests. */
function defaulted(now: unknown, before: unknown): ConfigIssue[] {
  const backends = ['pools', firstPool(now), 'backends'];
  const finds = valueAt(now, ['pools', firstPool(now), 'discovery']) !== undefined;
  const lacksPools = isLost(now, before, ['pools']);
  const paths = [
    ...(lacksPools ? [['pools']] : []),
    ...(!lacksPools && !finds && isLost(now, before, backends) ? [backends] : []),
    ...(isLost(now, before, ['routes']) && hasGuards(valueAt(before, ['routes'])) ? [['routes']] : []),
  ];
  return paths.map((path) => {
    const name = path.at(-1)!;
    const allowed = `${name}, or a restart for the default ${name}`;
    return lost(path, `no ${name}`, allowed);
  });
}

function hasGuards(routes: unknown): boolean {
  return [...matches(routes, [EACH])].some(([, route]) =>
    GUARDS.some((guard) => !saysNothing(valueAt(route, [guard]))),
  );
}

function emptiedKeys(now: unknown, before: unknown, at: Path): ConfigIssue[] {
  if (typeof now !== 'object' || now === null) return [];
  return Object.entries(now).flatMap(([key, value]) => {
    const step = Array.isArray(now) ? Number(key) : key;
    const former = valueAt(before, [step]);
    if (value !== undefined && value !== null) return emptiedKeys(value, former, [...at, step]);
    if (saysNothing(former)) return [];
    return lost([...at, step], 'no value', 'a value, or neither the key nor its value');
  });
}

function isLost(now: unknown, before: unknown, path: Path): boolean {
  return saysNothing(valueAt(now, path)) && !saysNothing(valueAt(before, path));
}

/** No value, or an object and nothing in it that says anything. An empty list does: it was written on purpose. */
function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(saysNothing);
}

function lost(path: Path, found: string, allowed: string): ConfigIssue {
  return { path, atKey: true, found, allowed };
}
