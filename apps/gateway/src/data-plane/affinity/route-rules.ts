import { type AffinityRule } from './affinity-rule';
import { type KeySource } from './keys/key.source';
import { type LearnRule } from './learning/learn-rule';

/** Where a key may stand, and the rule that looks there; a rule of cookies looks nowhere else. */
interface Place {
  readonly rule: AffinityRule;
  readonly source: KeySource | undefined;
}

/** The rules of a route, taken apart: the places to look in, one after the other, and what is learned from answers. */
export class RouteRules {
  readonly places: readonly Place[];
  readonly learned: readonly LearnRule[];

  constructor(rules: readonly AffinityRule[]) {
    this.places = rules.flatMap((rule) => {
      const sources = rule.cookie === undefined ? rule.sources : [undefined];
      return sources.map((source) => ({ rule, source }));
    });
    this.learned = rules.flatMap(({ learned }) => (learned.isEmpty ? [] : learned));
  }
}
