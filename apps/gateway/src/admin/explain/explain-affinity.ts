import { type OwnerAction } from '../../data-plane/affinity/owner-availability';
import { type AffinityRule } from '../../data-plane/affinity/affinity-rule';
import { isSafe } from '../../data-plane/http-methods';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';

/** What follows when the owner does not serve the request. */
const CONSEQUENCES = {
  strict: 'and nobody else may answer in its place',
  fallback: 'so another one answers in its place, and it stays the owner',
  reassign: 'so it is given to another one',
  spill: 'so another one answers this time',
} as const;

/** What is known of the owner, and what follows from it. */
export function ownerFinding(
  { backendId, state }: StickySession,
  owner: Backend | undefined,
  verdict: OwnerAction,
  pool: Pool,
): string {
  const proof = state === 'claimed' ? ', by a claim that is not proven yet' : '';
  if (verdict === 'serve') return `${backendId} owns it${proof}, and may serve it (${owner!.state}).`;
  const trouble =
    owner === undefined
      ? `is no member of pool ${pool.name}`
      : verdict === 'spill'
        ? 'has too much to do'
        : `is ${owner.state}`;
  return `${backendId} owns it${proof}, but ${trouble}, ${CONSEQUENCES[verdict]}.`;
}

/** What a cookie says, or the hash of a value, where one of them stands for the owner. */
export function namedFinding(rule: string, value: string | undefined, named: Backend | undefined): string {
  const what = value === undefined ? 'the cookie' : 'the hash of the key';
  if (named !== undefined) return `By rule ${rule} ${what} names ${named.id} (${named.state}).`;
  return value === undefined
    ? `By rule ${rule} it is for a cookie to name the backend, and none that counts comes with the request: the answer brings one.`
    : `By rule ${rule} ${what} names a backend, but the pool has none.`;
}

/** What follows when nobody is known to own the resource. */
export function missFinding(
  rule: AffinityRule,
  method: string,
  isCreated: boolean,
  isAbsent: boolean,
): string {
  const asks =
    !isAbsent && (isCreated ? rule.provesAbsenceBeforeCreates : rule.locates && method !== 'OPTIONS');
  const known = isAbsent ? 'Nobody owns it' : 'Nobody is known to own it';
  if (isCreated)
    return asks
      ? `${known}: the backends are asked first; if none has it, whoever gets the request will own it.`
      : `${known}: whoever gets the request will own it.`;
  if (!asks) return `${known}.`;
  return isSafe(method)
    ? `${known}: if whoever gets the request does not have it, the others are asked.`
    : `${known}: the backends are asked first, and it goes to the one that has it.`;
}
