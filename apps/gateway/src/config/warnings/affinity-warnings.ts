import { type AffinityRuleConfig, type KeySourceConfig, type RouteConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** Affinity rules that cannot find the keys they name, or not where they seem to. */
export function* affinityWarnings({ config }: Subject): Generator<Warning> {
  for (const rule of config.affinity) {
    const routes = [...config.routes.entries()].filter(([, route]) => leadsBy(route, rule));
    yield* severalPools(
      rule,
      routes.map(([, route]) => route),
    );
    if (routes.length === 0) continue;
    yield* keylessRoutes(rule, routes);
    yield* keysOutOfReach(
      rule,
      routes.map(([, route]) => route),
    );
    yield* creationWithoutKey(
      rule,
      routes.map(([, route]) => route),
    );
  }
}

function leadsBy({ pool, affinity }: RouteConfig, { name }: AffinityRuleConfig): boolean {
  return pool !== undefined && affinity.includes(name);
}

function* severalPools(
  { name, mode, cookie }: AffinityRuleConfig,
  routes: readonly RouteConfig[],
): Generator<Warning> {
  // Nothing is remembered here: a cookie or a hash names an owner in each pool.
  if (cookie !== undefined || mode === 'hash') return;
  const pools = [...new Set(routes.flatMap(({ pool }) => pool ?? []))];
  if (pools.length > 1)
    yield {
      path: ['affinity', name],
      atKey: true,
      message: `routes of ${pools.length} pools (${pools.join(', ')}) list this rule, but an owner is known only within one pool; write one rule for each pool`,
    };
}

/** Routes on which a rule never finds a key, because of their paths. */
function* keylessRoutes(
  rule: AffinityRuleConfig,
  routes: readonly (readonly [number, RouteConfig])[],
): Generator<Warning> {
  const isByPathOnly = rule.key.length > 0 && rule.key.every((source) => pathsOf(source).length > 0);
  if (!isByPathOnly) return;
  for (const [index, route] of routes) {
    if (rule.key.some((source) => isReachable(source, route))) continue;
    const at = route.affinity.indexOf(rule.name);
    yield {
      path: ['routes', index, 'affinity', at],
      message: outOfReach(rule, pathsOf(rule.key[0])[0], route),
    };
  }
}

function outOfReach(
  { name }: AffinityRuleConfig,
  pattern: string,
  { path, stripPrefix, rewrite }: RouteConfig,
): string {
  const isChanged = stripPrefix !== undefined || rewrite !== undefined;
  const reason = isChanged
    ? `, and paths are compared as clients send them, before ${stripPrefix === undefined ? 'rewrite' : 'stripPrefix'}`
    : '';
  const advice = isChanged ? `; write ${joined(path, pattern)} in the rule` : '';
  return `${name} finds no key in requests of this route: none below ${path} has the path ${pattern}${reason}${advice}`;
}

/** Places of a rule in which no route that lists it finds a key. */
function* keysOutOfReach(
  { name, key }: AffinityRuleConfig,
  routes: readonly RouteConfig[],
): Generator<Warning> {
  const isByPathOnly = key.every((source) => pathsOf(source).length > 0);
  for (const [index, source] of key.entries()) {
    const [pattern] = pathsOf(source);
    if (pattern === undefined || routes.some((route) => isReachable(source, route))) continue;
    // Of a rule with paths only, the routes tell.
    if (isByPathOnly && !key.some((other) => routes.some((route) => isReachable(other, route)))) continue;
    yield {
      path: ['affinity', name, 'key', index],
      message: `no request of the routes that list this rule has the path ${pattern}; paths are compared as clients send them`,
    };
  }
}

/** A rule by paths of existing resources whose creating requests have no key, and whose responses teach none. */
function* creationWithoutKey(rule: AffinityRuleConfig, routes: readonly RouteConfig[]): Generator<Warning> {
  const { name, key, claim, learn, mode } = rule;
  const creates = claim.includes('PUT') || claim.includes('GET') || learn.length > 0 || mode === 'hash';
  const isNamed = key.some((source) => pathsOf(source).length === 0);
  const takesPut = routes.some(({ methods }) => methods === undefined || methods.includes('PUT'));
  if (creates || isNamed || key.length === 0 || claim.length === 0 || !takesPut) return;
  const pattern = pathsOf(key[0])[0];
  yield {
    path: ['affinity', name],
    atKey: true,
    message: `no creating request is recognised: ${claim.join(', ')} ${parentOf(pattern)} has no key; add \`learn\` for ids that backends assign, and PUT to \`claim\` if PUT ${pattern} creates, or two backends may each create a copy`,
  };
}

function isReachable(source: KeySourceConfig, { path }: RouteConfig): boolean {
  return pathsOf(source).every((pattern) => isBelow(pattern, path));
}

/** Every path in one place, or in the parts of a combined one. */
function pathsOf({ path, all = [] }: KeySourceConfig): string[] {
  return [path, ...all.map((part) => part.path)].filter((pattern) => pattern !== undefined);
}

/** True if a path below this prefix can match the pattern. */
function isBelow(pattern: string, prefix: string): boolean {
  const literals = prefix === '/' ? [] : prefix.slice(1).split('/');
  const isOpen = pattern.endsWith('/*');
  const segments = pattern.replace(/\/\*$/, '').slice(1).split('/');
  if (literals.length > segments.length && !isOpen) return false;
  return segments.every((segment, index) => {
    const literal = literals[index];
    return literal === undefined || segment.startsWith(':') || segment === literal;
  });
}

function joined(prefix: string, pattern: string): string {
  return prefix === '/' ? pattern : `${prefix}${pattern}`;
}

function parentOf(pattern: string): string {
  return pattern.replace(/\/:[^/]+(\/\*)?$/, '') || '/';
}
