import { type OwnerAction } from '../../data-plane/affinity/owner-availability';
import { type AffinityRule } from '../../data-plane/affinity/affinity-rule';
import { isSafe } from '../../data-plane/http-methods';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';

/** The effect when the owner does not serve the request. */
const CONSEQUENCES = {
  fail: 'and no other backend may serve the request',
  fallback: 'so another backend serves the request, and the owner stays',
  reassign: 'so another backend becomes the owner',
  spill: 'so another backend serves the request this time',
} as const;

/** The known owner, and the effect. */
export function ownerFinding(
  { backendId, state }: StickySession,
  owner: Backend | undefined,
  verdict: OwnerAction,
  pool: Pool,
  /** Milliseconds for which the request waits for the owner. */
  wait: number,
): string {
  const proof = state === 'claimed' ? ', by a claim that is not confirmed yet' : '';
  if (verdict === 'serve') return `${backendId} owns it${proof}, and may serve it (${owner!.state}).`;
  const trouble =
    owner === undefined
      ? `is not a member of pool ${pool.name}`
      : verdict === 'spill'
        ? 'is overloaded'
        : `is ${owner.state}`;
  const facts = `${backendId} owns it${proof}, but ${trouble}`;
  if (wait === 0 || verdict === 'spill' || owner?.acceptsOwnedRequests === true)
    return `${facts}, ${CONSEQUENCES[verdict]}.`;
  return `${facts}, ${waitText(pool, backendId, wait)}. Afterwards: ${verdict}.`;
}

/** The wait for a backend that is not available; `wait` in milliseconds. */
export function waitText(pool: Pool, backendId: string, wait: number): string {
  const others = pool.ownerQueue?.lineFor(backendId)?.length ?? pool.find(backendId)?.waiting ?? 0;
  return `so the request waits for it up to ${wait / 1000} s (${others} wait already)`;
}

/** The backend that a cookie or the hash of a value names. */
export function namedFinding(rule: string, value: string | undefined, named: Backend | undefined): string {
  const what = value === undefined ? 'the cookie' : 'the hash of the key';
  if (named !== undefined) return `By rule ${rule}, ${what} names ${named.id} (${named.state}).`;
  return value === undefined
    ? `By rule ${rule}, a cookie names the backend. The request has no valid cookie, so the response sets one.`
    : `By rule ${rule}, ${what} names a backend, but the pool has none.`;
}

/** The effect when there is no known owner. */
export function missFinding(
  rule: AffinityRule,
  method: string,
  isCreated: boolean,
  isAbsent: boolean,
): string {
  const asks =
    !isAbsent && (isCreated ? rule.provesAbsenceBeforeCreates : rule.locates && method !== 'OPTIONS');
  const known = isAbsent ? 'It has no owner' : 'It has no known owner';
  if (isCreated)
    return asks
      ? `${known}. The backends are asked first. If none has it, the selected backend becomes the owner.`
      : `${known}. The selected backend becomes the owner.`;
  if (!asks) return `${known}.`;
  return isSafe(method)
    ? `${known}. If the selected backend does not have it, the other backends are asked.`
    : `${known}. The backends are asked first, and the request goes to the one that has it.`;
}
