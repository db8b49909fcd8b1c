import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { type AffinityRule } from './affinity-rule';
import { isOverloaded } from './overload';
import { type OwnerUnavailablePolicy } from './owner-unavailable-policy';

/** `serve`: the owner does. `spill`: it has too much to do. Else it cannot, and this is what the rule says about that. */
export type OwnerAction = 'serve' | 'spill' | OwnerUnavailablePolicy;

/** Why a request goes where it goes if its owner does not serve it. */
export const REASON_AFTER = {
  fail: 'owner',
  fallback: 'fallback',
  reassign: 'moved',
  spill: 'spilled',
} as const;

/** Decides whether the owner serves the request, or which action replaces that. It changes nothing. */
export function ownerAction(
  owner: Backend | undefined,
  rule: AffinityRule,
  { head, pool }: Exchange,
): OwnerAction {
  const whenDown = rule.whenOwnerIsDown(head.method).then;
  if (owner === undefined || !owner.acceptsOwnedRequests) return whenDown;
  if (whenDown !== 'fail' && owner.isEjected) return whenDown;
  return rule.isPreferred && isOverloaded(owner, pool) ? 'spill' : 'serve';
}
