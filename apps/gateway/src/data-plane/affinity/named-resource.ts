import { type Exchange } from '../exchange/exchange';
import { type Backend } from '../upstream/backend';
import { type AffinityRule, type Intent } from './affinity-rule';
import { type KeySource } from './keys/key.source';
import { type SearchRequest } from './owner-search/search-request';

/** The resource that a request names, and the effect of the request on it. */
export interface NamedResource {
  readonly rule: AffinityRule;
  readonly source: KeySource;
  /** The pool of the session: that of the route, or a former one. */
  readonly pool: string;
  readonly key: string;
  readonly intent: Intent;
  readonly method: string;
  /** True if responses can prove something about the owner; see `AffinityRule.provesOwnership`. */
  readonly provesOwnership: boolean;
}

/** How the backends are asked for the resource; `deniedBy` has just been asked for the target of the request. */
export function searchRequestFor(
  { rule, source, key }: NamedResource,
  exchange: Exchange,
  deniedBy: Backend | undefined,
): SearchRequest {
  const own = exchange.target;
  const target = rule.resourceTarget(exchange, source) ?? own;
  // A 404 for a part of the resource, or for one representation, says nothing about the resource itself.
  const denied = target === own ? deniedBy : undefined;
  return { exchange, key, target, deniedBy: denied, settings: rule.locate };
}
