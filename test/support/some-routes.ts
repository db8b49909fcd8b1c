import { type Route } from '../../apps/gateway/src/data-plane/routing/route';
import { RouteTable } from '../../apps/gateway/src/data-plane/routing/route-table';

/** A table of routes by name. */
export function tableOf(routes: Record<string, Omit<Route, 'name'>>): RouteTable<Route> {
  return new RouteTable(Object.entries(routes).map(([name, route]) => ({ name, ...route })));
}

/** The name of the route that a request takes, or what else became of it. */
export function where(
  table: RouteTable<Route>,
  target: string,
  host = 'localhost',
  method = 'GET',
  headers: Record<string, string> = {},
): string {
  const match = table.match(method, host, target, { headers });
  return match.kind === 'route' ? match.route.name : match.kind;
}
