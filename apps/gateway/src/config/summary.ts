import { type BackendConfig, type GatewayConfig, type PoolConfig, type RouteConfig } from './gateway-config';

/** Limits of one screen: routes, pools, or backends of a pool. Further ones are only counted. */
const MAX_LISTED = 20;

/** The effect of the configuration on one screen: the listeners, and routes → pools → backends. */
export function summarise({ listen, admin, routes, pools }: GatewayConfig): string {
  const guard = admin.token === undefined ? 'without a token' : 'with a token';
  return [
    `Clients connect to ${address(listen)}, operators to ${address(admin)} ${guard}.`,
    '',
    ...table(
      routes.map((route) => [matchOf(route), '→', destinationOf(route)]),
      'routes',
    ),
    '',
    ...table(
      pools.map((pool) => [pool.name, pool.balance, backendsOf(pool)]),
      'pools',
    ),
  ].join('\n');
}

function address({ host, port }: { host: string; port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function matchOf({ host, path, methods, headers }: RouteConfig): string {
  const conditions = [...(methods ?? []), ...Object.keys(headers ?? {})];
  return `${host ?? ''}${path}${conditions.length > 0 ? ` (${conditions.join(', ')})` : ''}`;
}

/** Settings that decide who may use a route; that there are any must not be overlooked. */
const GUARDS = ['allow', 'deny', 'auth', 'rateLimit', 'concurrency', 'cors'] as const;

function destinationOf(route: RouteConfig): string {
  const guards = GUARDS.filter((name) => route[name] !== undefined);
  return `${targetOf(route)}${guards.length > 0 ? ` (${guards.join(', ')})` : ''}`;
}

function targetOf({ pool, affinity, redirect, respond }: RouteConfig): string {
  if (redirect) return `${redirect.status} to ${redirect.to}`;
  if (respond) return `${respond.status}`;
  return affinity.length > 0 ? `${pool}, to the owner by ${affinity.join(', ')}` : `${pool}`;
}

function backendsOf({ backends, discovery }: PoolConfig): string {
  const more = backends.length > MAX_LISTED ? [`and ${backends.length - MAX_LISTED} more`] : [];
  const found = discovery.map(({ type }) => `backends found by ${type}`);
  return [...backends.slice(0, MAX_LISTED).map(backendOf), ...more, ...found].join(', ') || 'no backends';
}

function backendOf({ id, url, weight, maxInFlight, backup }: BackendConfig): string {
  const remarks = [
    url.endsWith(`//${id}`) ? [] : url,
    weight === 1 ? [] : `weight ${weight}`,
    maxInFlight === 0 ? [] : `at most ${maxInFlight} in flight`,
    backup ? 'backup' : [],
  ].flat();
  return remarks.length > 0 ? `${id} (${remarks.join(', ')})` : id;
}

function table(rows: readonly (readonly string[])[], noun: string): string[] {
  const shown = rows.slice(0, MAX_LISTED);
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column].length)));
  const lines = shown.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return rows.length > MAX_LISTED ? [...lines, `… and ${rows.length - MAX_LISTED} more ${noun}`] : lines;
}
