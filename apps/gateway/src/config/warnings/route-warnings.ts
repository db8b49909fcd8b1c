import { type RouteConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** The settings of a route for requests to a backend, and for their responses. */
const FOR_POOLS = [
  ...(['affinity', 'stripPrefix', 'rewrite', 'rewriteResponse', 'sse', 'timeouts', 'hedge'] as const),
  ...(['requestHeaders', 'bufferBody'] as const),
];

/** Routes, or settings of routes, that no request ever reaches. */
export function* routeWarnings(subject: Subject): Generator<Warning> {
  const { routes } = subject.config;
  for (const [index, route] of routes.entries()) {
    const path = ['routes', index];
    if (isHidden(route, index, routes))
      yield {
        path,
        message:
          'no request reaches this route: earlier routes with the same host and path match all of them; move it before them, or remove it',
      };
    if (route.pool !== undefined) continue;
    for (const key of FOR_POOLS)
      if (subject.says(...path, key))
        yield {
          path: [...path, key],
          atKey: true,
          message: 'this has no effect: the gateway itself responds, and sends no request to a backend',
        };
  }
}

/** Of routes with one host and path, those with methods come first, then those with more headers, then the order counts. */
function isHidden(route: RouteConfig, index: number, routes: readonly RouteConfig[]): boolean {
  const before = routes.slice(0, index).filter((other) => {
    const isSamePlace = other.host === route.host && other.path === route.path;
    return (
      isSamePlace && (other.methods === undefined) === (route.methods === undefined) && asksLess(other, route)
    );
  });
  if (route.methods === undefined) return before.length > 0;
  return route.methods.every((method) => before.some(({ methods }) => methods?.includes(method)));
}

/** True if every header that one asks for is asked for by the other, too, and it is tried first. */
function asksLess({ headers = {} }: RouteConfig, { headers: others = {} }: RouteConfig): boolean {
  const names = Object.keys(headers);
  if (names.length !== Object.keys(others).length) return false;
  return names.every((name) => headers[name] === others[name] || (headers[name] === true && name in others));
}
