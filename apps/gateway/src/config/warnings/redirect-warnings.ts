import { type GatewayConfig, type RouteConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** Redirects that lead back to the route that sends them. */
export function* redirectWarnings({ config }: Subject): Generator<Warning> {
  for (const [index, route] of config.routes.entries())
    if (route.redirect !== undefined && leadsBack(route, route.redirect.to, config))
      yield {
        path: ['routes', index, 'redirect', 'to'],
        message: 'this redirects to the same route, so that clients are redirected until they give up',
      };
}

function leadsBack(route: RouteConfig, to: string, { routes, listen }: GatewayConfig): boolean {
  if (route.methods !== undefined || route.headers !== undefined) return false;
  const [, scheme, host, port, rest = ''] =
    /^(?:(https?):\/\/(\{host\}|[^:/?{]+)(:\d+)?)?(.*)$/.exec(to) ?? [];
  const ownScheme = listen.tls === undefined ? 'http' : 'https';
  // A proxy in front of the gateway may have other schemes and ports.
  if (scheme !== undefined && (scheme !== ownScheme || port !== undefined)) return false;
  const target = host === undefined || host === '{host}' ? route.host : host;
  const path = rest.startsWith('{uri}') ? route.path : rest.replace(/[?#].*$/, '') || '/';
  return routeFor(target, path, routes) === route;
}

/** The route for every request with this host and path, as far as methods and headers do not matter. */
function routeFor(
  host: string | undefined,
  path: string,
  routes: readonly RouteConfig[],
): RouteConfig | undefined {
  const fitting = routes.filter((route) => isFor(route.host, host) && isUnder(path, route.path));
  return fitting.sort((one, other) => rank(other) - rank(one))[0];
}

function isFor(pattern: string | undefined, host: string | undefined): boolean {
  if (pattern === undefined || pattern === host) return true;
  return pattern.startsWith('*.') && host !== undefined && host.endsWith(pattern.slice(1));
}

function isUnder(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/** Hosts decide before paths do, and a named one before a wildcard. */
function rank({ host, path }: RouteConfig): number {
  const byHost = host === undefined ? 0 : host.startsWith('*.') ? host.length : 1_000;
  return byHost * 10_000 + path.length;
}
