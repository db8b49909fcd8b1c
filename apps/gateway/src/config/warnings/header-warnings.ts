import { type RouteConfig } from '../gateway-config';
import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

type Edits = NonNullable<RouteConfig['requestHeaders']>;

/** Connection-specific fields beside those that the schema refuses (RFC 9110, 7.6.1), and requests for one hop only. */
const OF_ONE_HOP = new Set(['proxy-authenticate', 'proxy-authorization', 'http2-settings', 'alt-svc']);

/** Changes of headers that contradict each other, or other settings. */
export function* headerWarnings({ config }: Subject): Generator<Warning> {
  for (const [index, route] of config.routes.entries()) {
    for (const key of ['requestHeaders', 'responseHeaders'] as const) {
      const edits = route[key];
      if (edits !== undefined) yield* editWarnings(edits, ['routes', index, key]);
    }
    yield* doubleCors(route, ['routes', index]);
    yield* removedRequirements(route, ['routes', index]);
  }
}

function* editWarnings({ set, remove }: Edits, path: Path): Generator<Warning> {
  for (const name of Object.keys(set)) {
    const at = { path: [...path, 'set', name], atKey: true };
    if (remove.includes(name))
      yield { ...at, message: `${name} is both set and removed; \`set\` alone replaces the existing header` };
    if (OF_ONE_HOP.has(name))
      yield {
        ...at,
        message: `${name} applies to one connection (RFC 9110, 7.6.1): the next proxy removes it`,
      };
  }
}

function* doubleCors({ cors, responseHeaders }: RouteConfig, path: Path): Generator<Warning> {
  if (cors === undefined) return;
  for (const name of Object.keys(responseHeaders?.set ?? {}))
    if (name.startsWith('access-control-'))
      yield {
        path: [...path, 'responseHeaders', 'set', name],
        atKey: true,
        message: 'this replaces the result of `cors` of the route; configure only one of the two',
      };
}

function* removedRequirements({ validate, requestHeaders }: RouteConfig, path: Path): Generator<Warning> {
  for (const [index, name] of (validate?.requiredHeaders ?? []).entries())
    if (requestHeaders?.remove.includes(name))
      yield {
        path: [...path, 'validate', 'requiredHeaders', index],
        message: `clients must send ${name}, but \`requestHeaders.remove\` removes it before the backend`,
      };
}
