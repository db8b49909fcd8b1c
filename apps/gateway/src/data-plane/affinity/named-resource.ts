import { type AffinityRule, type Intent } from './affinity-rule';
import { type KeySource } from './keys/key.source';

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
