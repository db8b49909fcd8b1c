import { hasDotSegments, pathOf } from '../path/path-readings';

/** What a route changes of the path on the way to a backend; at most one of the two. */
export interface PathChange {
  /** The prefix that the route matches, which `rewrite` takes the place of. */
  readonly path: string;
  readonly stripPrefix?: string;
  readonly rewrite?: string;
}

/**
 * The target that the backend gets: the client's bytes, with the prefix taken off or replaced where the route says so.
 *
 * Undefined, which is a 400, where the prefix does not stand there as the route spells it, and where the rest could climb
 * out of its new place (`/assets/%2e%2e/x`) or be taken for a host (`//evil.example`). Expects a target that a
 * RouteTable has matched.
 */
export function upstreamTarget(change: PathChange, target: string): string | undefined {
  const { path, stripPrefix, rewrite } = change;
  if (stripPrefix === undefined && rewrite === undefined) return target;
  const rest = restAfter(stripPrefix ?? path, target);
  if (rest === undefined || hasDotSegments(pathOf(rest))) return undefined;
  const start = spelled(rewrite ?? '');
  if (start !== '') return start + rest;
  if (rest.startsWith('//')) return undefined;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What follows the prefix in the target: nothing, a slash or a query. */
function restAfter(prefix: string, target: string): string | undefined {
  const start = spelled(prefix);
  if (!target.startsWith(start)) return undefined;
  const rest = target.slice(start.length);
  return rest === '' || rest.startsWith('/') || rest.startsWith('?') ? rest : undefined;
}

/** A prefix of the configuration as it stands in a target: without a slash at the end, and escaped where it must be. */
export function spelled(prefix: string): string {
  const open = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return /[^!-~]/.test(open) ? encodeURI(open) : open;
}
