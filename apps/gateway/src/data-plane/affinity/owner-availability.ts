import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { type AffinityRule } from './affinity-rule';
import { isOverloaded } from './overload';
import { type OwnerDown } from './owner-unavailable-policy';
import { isSafe } from '../http-methods';

/** `serve`: the owner does. `spill`: it has too much to do. Else it cannot, and this is what the rule says about that. */
export type OwnerVerdict = 'serve' | 'spill' | OwnerDown;

/** Whether the owner serves the request, or else what is done about it; nothing is changed. */
export function verdictOn(
  owner: Backend | undefined,
  rule: AffinityRule,
  { head, pool }: Exchange,
): OwnerVerdict {
  const whenDown = rule.whenOwnerIsDown(isSafe(head.method));
  if (owner === undefined || !owner.servesOwned) return whenDown;
  if (whenDown !== 'strict' && owner.isEjected) return whenDown;
  return rule.isWeak && isOverloaded(owner, pool) ? 'spill' : 'serve';
}
