import { isPromise } from '../../platform/maybe-promise';
import { type Pool } from '../upstream/pool';
import { type PoolTable } from '../upstream/pool-table';
import { type StickySessionStore } from './sticky-session.store';

/** Settings of a route about its pool and its rules. */
export interface RoutedRules {
  readonly pool?: string | undefined;
  readonly affinity: readonly string[];
}

const NONE: readonly Pool[] = [];

/**
 * The pools in which a rule may still have sessions although no route of the rule leads to them any more: after a route was
 * given another pool, the former pool serves what it owns, as long as it is configured.
 */
export class FormerPools {
  /** Names of pools by rule, only for rules with former pools. */
  private names: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    private readonly store: StickySessionStore,
    private readonly pools: PoolTable,
  ) {}

  apply(rules: readonly string[], routes: readonly RoutedRules[]): void {
    const names = new Map<string, readonly string[]>();
    for (const rule of rules) {
      const routed = poolsOf(rule, routes);
      const others = this.pools.all.map(({ name }) => name).filter((name) => !routed.has(name));
      if (routed.size > 0 && others.length > 0) names.set(rule, others);
    }
    this.names = names;
    for (const [rule, others] of names) this.narrow(names, rule, others);
  }

  of(rule: string): readonly Pool[] {
    const names = this.names.get(rule);
    return names === undefined ? NONE : names.flatMap((name) => this.pools.find(name) ?? []);
  }

  /** Leaves only pools in which the store has, or had, sessions of the rule. Without the store, all are asked. */
  private narrow(names: Map<string, readonly string[]>, rule: string, others: readonly string[]): void {
    const note = (used: readonly string[]): void => {
      const former = others.filter((name) => used.includes(name));
      if (former.length > 0) names.set(rule, former);
      else names.delete(rule);
    };
    const used = this.store.poolsOf(rule);
    if (isPromise(used)) used.then(note, () => undefined);
    else note(used);
  }
}

/** Names of the pools to which routes of the rule lead. */
export function poolsOf(rule: string, routes: readonly RoutedRules[]): ReadonlySet<string> {
  return new Set(
    routes.flatMap(({ pool, affinity }) => (affinity.includes(rule) && pool !== undefined ? pool : [])),
  );
}
