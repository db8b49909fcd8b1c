import { hasDotSegments, pathOf } from '../path/path-readings';

/** The change of the path on the way to a backend; at most one of the two. */
export interface PathChange {
  /** The prefix that the route matches, which `rewrite` takes the place of. */
  readonly path: string;
  readonly stripPrefix?: string;
  readonly rewrite?: string;
}

/**
 * Returns the target for the backend: the client's bytes, with the prefix removed or replaced if the route says
 * so.
 *
 * Returns undefined, which causes a 400, if the prefix is not spelled as in the route, or if the rest could
 * climb out of its new place (`/assets/%2e%2e/x`) or be read as a host (`//evil.example`). Expects a target
 * that a RouteTable has matched.
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

/** Returns the text after the prefix in the target: nothing, a slash or a query. */
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
