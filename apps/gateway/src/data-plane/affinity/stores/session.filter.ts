import { type SessionFilter } from '../sticky-session.store';
import { type StickySession } from '../sticky-session';

/** Whether a list with this filter holds the session. */
export function sessionPasses(
  session: StickySession,
  { rule, keyPrefix, backendId }: SessionFilter,
): boolean {
  const slash = session.key.indexOf('/');
  if (rule !== undefined && session.key.slice(0, slash) !== rule) return false;
  if (keyPrefix !== undefined && !session.key.startsWith(keyPrefix, slash + 1)) return false;
  return backendId === undefined || session.backendId === backendId;
}
