import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { BodyPeek } from '../body/body-peek';
import { PoolTable } from '../upstream/pool-table';
import { type Exchange } from '../exchange/exchange';
import { type Placement, UNPLACED } from '../exchange/placement';
import { type AffinityContext, type AffinityCounts } from './affinity-context';
import { AffinityRule, type AffinityRuleSettings } from './affinity-rule';
import { FormerPools, poolsOf, type RoutedRules } from './former-pools';
import { type KeySource } from './keys/key.source';
import { sessionKey } from './session-key';
import { ResponseLearner } from './learning/response-learner';
import { OwnerSearch } from './owner-search/owner-search';
import { LeaseKeeper } from './lease-keeper';
import { OpenTunnels } from './open-tunnels';
import { OwnerLookup } from './owner-lookup';
import { RouteRules } from './route-rules';
import { StickySessionStore } from './sticky-session.store';

/** The keys of a resource, of which the first with an owner counts, the rule that finds them in a request, and where they stand. */
export interface NamedKey {
  readonly rule: AffinityRule;
  readonly source: KeySource;
  readonly keys: readonly string[];
}

/** A rule without a table decides: the hash of this value names the backend; where there is none, the client's cookie. */
export interface NamedBackend {
  readonly rule: AffinityRule;
  readonly value: string | undefined;
}

/** The part of the configuration that affinity reads. */
interface AffinityConfig {
  readonly affinity: readonly AffinityRuleSettings[];
  readonly routes: readonly RoutedRules[];
}

/** Knows which backend owns the resource that a request names. */
@Injectable()
export class Affinity implements AffinityContext, RuntimePart {
  readonly leases: LeaseKeeper;
  readonly tunnels: OpenTunnels;
  readonly owners: OwnerLookup;
  readonly counts: AffinityCounts = {
    unprovenCreates: 0,
    storeErrors: 0,
    staleEpochs: 0,
    replays: 0,
    unlearnedResponses: 0,
    learnConflicts: 0,
    createConflicts: 0,
    staleProofs: 0,
  };
  private readonly former: FormerPools;
  private rules: ReadonlyMap<string, AffinityRule> = new Map();
  /** By the list of names that a route has, which is the same array for all its requests. */
  private routes = new WeakMap<readonly string[], RouteRules>();

  constructor(
    readonly store: StickySessionStore,
    readonly locator: OwnerSearch,
    private readonly bodies: BodyPeek,
    pools: PoolTable,
    @Inject(Clock) readonly clock: Clock,
  ) {
    this.tunnels = new OpenTunnels(store, clock);
    this.leases = new LeaseKeeper(store, clock);
    this.former = new FormerPools(store, pools);
    this.owners = new OwnerLookup(this, this.former);
  }

  prepare({ affinity, routes }: AffinityConfig): Commit {
    return () => this.apply(affinity, routes);
  }

  /** Replaces the rules; sessions stay. The pools must be the present ones already. */
  apply(rules: readonly AffinityRuleSettings[], routes: readonly RoutedRules[]): void {
    const limits = rules.map(({ name, maxSessions, idleTimeout }) => ({
      name,
      maxSessions,
      idleTimeout,
      pools: [...poolsOf(name, routes)],
    }));
    this.store.apply(limits);
    const names = rules.map(({ name }) => name);
    this.former.apply(names, routes);
    this.rules = new Map(rules.map((settings) => [settings.name, new AffinityRule(settings)]));
    this.routes = new WeakMap();
  }

  /**
   * Where the request goes, as far as the resource that it names decides. The first of the named rules that finds a key
   * in the request decides. A placement with a `refusal` holds an OwnerUnavailableError, OwnerUnknownError or
   * StoreUnavailableError.
   *
   * @throws BadRequestError, BodyTooLargeError, RequestTimeoutError, ClientClosedError if the key cannot be read from the
   *   body.
   */
  place(exchange: Exchange, ruleNames: readonly string[]): MaybePromise<Placement> {
    const rules = this.rulesOf(ruleNames);
    return rules.places.length === 0 ? UNPLACED : this.placeByKey(exchange, rules, 0);
  }

  /**
   * Returns the key that a request names, and the rule that finds it. It looks up and changes nothing. It reads
   * only the part of the body that has arrived.
   *
   * @throws BadRequestError, BodyTooLargeError if the body does not allow an answer.
   */
  namedIn(exchange: Exchange, ruleNames: readonly string[]): NamedKey | NamedBackend | undefined {
    for (const { rule, source } of this.rulesOf(ruleNames).places) {
      if (source === undefined) return { rule, value: undefined };
      const value = source.read(exchange);
      if (value === undefined || value === '') continue;
      if (rule.hash !== undefined) return { rule, value };
      const values = [value, ...source.othersIn(exchange)];
      const keys = values.map((each) => sessionKey(rule.name, exchange.pool.name, each));
      return { rule, source, keys };
    }
    return undefined;
  }

  private rulesOf(names: readonly string[]): RouteRules {
    const known = this.routes.get(names);
    if (known !== undefined) return known;
    const prepared = new RouteRules(names.flatMap((name) => this.rules.get(name) ?? []));
    this.routes.set(names, prepared);
    return prepared;
  }

  /** Looks for the key from this place on; the body is read only when all places before it have none. */
  private placeByKey(exchange: Exchange, rules: RouteRules, from: number): MaybePromise<Placement> {
    const { places, learned } = rules;
    for (let at = from; at < places.length; at++) {
      const { rule, source } = places[at];
      // A client without a cookie is given one, so there is nothing to be looked for any further.
      if (source === undefined) return rule.cookie!.place(exchange);
      if (source.needsBody && exchange.peeked === undefined && exchange.head.hasBody) {
        return this.bodies.peek(exchange).then(() => this.placeByKey(exchange, rules, at));
      }
      const value = source.read(exchange);
      if (value === undefined || value === '') continue;
      if (rule.hash !== undefined) return rule.hash.place(exchange, value);
      const others = source.othersIn(exchange);
      const placed =
        others.length === 0
          ? this.owners.place(exchange, rule, source, value)
          : this.owners.placeByAny(exchange, rule, source, [value, ...others]);
      if (learned.length === 0) return placed;
      return whenReady(placed, (placement) => ResponseLearner.follow(this, exchange, learned, placement));
    }
    return learned.length === 0 ? UNPLACED : ResponseLearner.follow(this, exchange, learned, UNPLACED);
  }
}
