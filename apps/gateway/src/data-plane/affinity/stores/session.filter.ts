import { poolOf, prefixLength, ruleOf } from '../session-key';
import { type SessionFilter } from '../sticky-session.store';
import { type StickySession } from '../sticky-session';

/** Returns true if a list with this filter contains the session. */
export function sessionPasses(
  { key, backendId: owner }: StickySession,
  { rule, pool, keyPrefix, backendId }: SessionFilter,
): boolean {
  if (rule !== undefined && ruleOf(key) !== rule) return false;
  if (pool !== undefined && poolOf(key) !== pool) return false;
  if (keyPrefix !== undefined && !key.startsWith(keyPrefix, prefixLength(key))) return false;
  return backendId === undefined || owner === backendId;
}
