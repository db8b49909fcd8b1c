import { isHit } from '../owner-search/search-result';
import { isSafe } from '../../http-methods';
import { type LearnSourceSettings } from './response-key-sources';

/** Redirections by which nothing was made: an unchanged resource, or a request that has to be sent elsewhere. */
const NOTHING_MADE: ReadonlySet<number> = new Set([304, 305, 307, 308]);

/**
 * Returns true if a rule learns from a response with this status to a request with this method. Without
 * `statuses`, it learns from every 2xx, and from a redirection, as after a form was sent. A redirection counts
 * only if the request changed something; otherwise it only points to a resource.
 */
export function learnsFrom(
  { statuses, header, setCookie }: LearnSourceSettings,
  status: number,
  method: string,
): boolean {
  if (statuses !== undefined) return statuses.includes(status);
  if (isHit(status)) return true;
  if (status < 300 || status > 399 || NOTHING_MADE.has(status)) return false;
  return header !== undefined || setCookie !== undefined || !isSafe(method);
}
