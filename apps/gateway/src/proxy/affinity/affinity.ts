import { Inject, Injectable } from '@nestjs/common';
import { OwnerUnavailableError, StoreUnavailableError } from '../../errors/availability.errors';
import { Clock } from '../../ports/clock';
import { isPromise, type MaybePromise, whenReady } from '../../ports/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { BodyPeek } from '../body/body.peek';
import { type Exchange } from '../exchange';
import { type AffinityContext, type AffinityCounts } from './affinity.context';
import { AffinityRule, type AffinityRuleSettings } from './affinity.rule';
import { CreatesInFlight } from './creates.in-flight';
import { type KeySource } from './keys/key.source';
import { sessionKey } from './session.key';
import { AnswerLearning } from './learning/answer.learning';
import { type LearnedNames } from './learning/learned.names';
import { Locator } from './locating/locator';
import { LostClaims } from './lost.claims';
import { NamedResource } from './named.resource';
import { OpenTunnels } from './open.tunnels';
import { isOverloaded } from './overload';
import { type OwnerDown } from './owner.down';
import { isRead } from './reads';
import { RouteRules } from './route.rules';
import { StickySessionStore } from './sticky-session.store';
import { type StickySession } from './sticky.session';

/** The key of a resource, the rule that finds it in a request, and where it stands there. */
export interface NamedKey {
  readonly rule: AffinityRule;
  readonly source: KeySource;
  readonly key: string;
}

/** A rule without a table decides: the hash of this value names the backend; where there is none, the client's cookie. */
export interface NamedBackend {
  readonly rule: AffinityRule;
  readonly value: string | undefined;
}

/** `serve`: the owner does. `spill`: it has too much to do. Else it cannot, and this is what the rule says about that. */
export type OwnerVerdict = 'serve' | 'spill' | OwnerDown;

/** Knows which backend owns the resource that a request names. */
@Injectable()
export class Affinity implements AffinityContext {
  readonly creates = new CreatesInFlight();
  readonly tunnels: OpenTunnels;
  readonly counts: AffinityCounts = {
    unprovenCreates: 0,
    storeErrors: 0,
    replays: 0,
    unlearnedAnswers: 0,
    learnConflicts: 0,
  };
  private rules: ReadonlyMap<string, AffinityRule> = new Map();
  /** By the list of names that a route has, which is the same array for all its requests. */
  private routes = new WeakMap<readonly string[], RouteRules>();

  constructor(
    readonly store: StickySessionStore,
    readonly locator: Locator,
    private readonly bodies: BodyPeek,
    @Inject(Clock) clock: Clock,
  ) {
    this.tunnels = new OpenTunnels(store, clock);
    new LostClaims(store, this.creates);
  }

  /** Replaces the rules; what is remembered stays. */
  apply(rules: readonly AffinityRuleSettings[]): void {
    this.store.apply(rules);
    this.rules = new Map(rules.map((settings) => [settings.name, new AffinityRule(settings)]));
    this.routes = new WeakMap();
  }

  /**
   * The backend that owns what the request names; undefined when it names nothing, or anybody may serve it. The first of
   * the named rules that finds a key in the request decides.
   *
   * @throws OwnerUnavailableError, OwnerUnknownError, StoreUnavailableError, and for a body by which it cannot be told
   *   BadRequestError, BodyTooLargeError, RequestTimeoutError, ClientClosedError
   */
  ownerOf(exchange: Exchange, ruleNames: readonly string[]): MaybePromise<Backend | undefined> {
    const rules = this.rulesOf(ruleNames);
    return rules.places.length === 0 ? undefined : this.ownerByPlace(exchange, rules, 0);
  }

  /**
   * The key that a request names, and the rule that finds it; nothing is looked up, or changed. Of its body counts what
   * has been read.
   *
   * @throws BadRequestError, BodyTooLargeError for a body by which it cannot be told.
   */
  namedIn(exchange: Exchange, ruleNames: readonly string[]): NamedKey | NamedBackend | undefined {
    for (const { rule, source } of this.rulesOf(ruleNames).places) {
      if (source === undefined) return { rule, value: undefined };
      const value = source.read(exchange);
      if (value === undefined || value === '') continue;
      return rule.hash === undefined ? { rule, source, key: sessionKey(rule.name, value) } : { rule, value };
    }
    return undefined;
  }

  /** Claims the resource that `exchange.claim` names for this backend; answers the backend whose claim stands. */
  claimFor(exchange: Exchange, backend: Backend): MaybePromise<Backend> {
    return whenReady(exchange.claim!.claimFor(backend), ({ backendId }) => {
      if (backendId === backend.id) return backend;
      const owner = exchange.pool.find(backendId);
      if (owner === undefined || !owner.servesOwned) throw new OwnerUnavailableError();
      exchange.owner = owner;
      return owner;
    });
  }

  /** Whether the owner serves the request, or else what is done about it; nothing is changed. */
  verdictOn(owner: Backend | undefined, rule: AffinityRule, { head, pool }: Exchange): OwnerVerdict {
    const whenDown = rule.whenOwnerIsDown(isRead(head.method));
    if (owner === undefined || !owner.servesOwned) return whenDown;
    if (whenDown !== 'strict' && owner.isEjected) return whenDown;
    return rule.isWeak && isOverloaded(owner, pool) ? 'spill' : 'serve';
  }

  /** Whether a key without a session is known to have no owner. */
  isAbsent({ pool }: Exchange, rule: AffinityRule, key: string): boolean {
    return this.store.isComplete(rule.name) || this.locator.isAbsent(pool, key);
  }

  private rulesOf(names: readonly string[]): RouteRules {
    const known = this.routes.get(names);
    if (known !== undefined) return known;
    const prepared = new RouteRules(names.flatMap((name) => this.rules.get(name) ?? []));
    this.routes.set(names, prepared);
    return prepared;
  }

  /** Looks for the key from this place on; the body is read only when all places before it have none. */
  private ownerByPlace(
    exchange: Exchange,
    rules: RouteRules,
    from: number,
  ): MaybePromise<Backend | undefined> {
    const { places, learned } = rules;
    for (let at = from; at < places.length; at++) {
      const { rule, source } = places[at];
      // Whoever has no cookie is given one, so there is nothing to be looked for any further.
      if (source === undefined) return rule.cookie!.ownerOf(exchange);
      if (source.needsBody && exchange.peeked === undefined && exchange.head.hasBody) {
        return this.bodies.peek(exchange).then(() => this.ownerByPlace(exchange, rules, at));
      }
      const value = source.read(exchange);
      if (value === undefined || value === '') continue;
      if (rule.hash !== undefined) return rule.hash.ownerOf(exchange, value);
      const owner = this.ownerOfKey(exchange, rule, source, sessionKey(rule.name, value));
      if (learned.length === 0) return owner;
      return whenReady(owner, (backend) => this.learning(exchange, learned, backend));
    }
    if (learned.length > 0) this.learning(exchange, learned, undefined);
    return undefined;
  }

  private learning(
    exchange: Exchange,
    learned: readonly LearnedNames[],
    owner: Backend | undefined,
  ): Backend | undefined {
    const named = exchange.outcomeListener as NamedResource | undefined;
    exchange.outcomeListener = new AnswerLearning(this, exchange, learned, named);
    return owner;
  }

  private ownerOfKey(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
  ): MaybePromise<Backend | undefined> {
    exchange.rule = rule.name;
    const found = this.store.find(key);
    if (!isPromise(found)) return this.decide(exchange, rule, source, key, found);
    return found.then(
      (session) => this.decide(exchange, rule, source, key, session),
      (error: unknown) => this.decideWithoutStore(exchange, rule, source, key, error),
    );
  }

  private decide(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
    session: StickySession | undefined,
  ): MaybePromise<Backend | undefined> {
    const intent = rule.intentOf(exchange.head.method, source);
    const resource = new NamedResource(this, exchange, rule, source, key, intent, session);
    exchange.outcomeListener = resource;
    if (session === undefined) return this.ownerOfUnknown(exchange, rule, resource);
    if (session.state === 'claimed') return this.ownerByClaim(exchange, rule, resource, session);
    return this.ownerBy(exchange, rule, resource, session);
  }

  /** A claim proves nothing: not that the resource is there, nor that it is nowhere else. */
  private ownerByClaim(
    exchange: Exchange,
    rule: AffinityRule,
    resource: NamedResource,
    session: StickySession,
  ): MaybePromise<Backend | undefined> {
    if (resource.mustBeProven(session))
      return resource
        .prove(session)
        .then((owner) => owner ?? this.ownerBy(exchange, rule, resource, resource.standing!));
    const { method } = exchange.head;
    if (!resource.isCreated && !isRead(method) && rule.provesAbsenceBeforeCreates)
      return resource
        .search()
        .then((result) => resource.adopt(result) ?? this.ownerBy(exchange, rule, resource, session));
    const owner = this.ownerBy(exchange, rule, resource, session);
    resource.isSearchable = owner !== undefined && isRead(method) && method !== 'OPTIONS' && rule.locates;
    return owner;
  }

  /** A backend that is no longer listed still owns what it owns: nobody else may answer for it unless the rule says so. */
  private ownerBy(
    exchange: Exchange,
    rule: AffinityRule,
    resource: NamedResource,
    session: StickySession,
  ): Backend | undefined {
    this.store.touch(session);
    exchange.reason = 'owner';
    exchange.ownedSince = session.createdAt;
    const owner = exchange.pool.find(session.backendId);
    const verdict = this.verdictOn(owner, rule, exchange);
    if (verdict === 'strict') throw new OwnerUnavailableError();
    if (verdict === 'serve' || verdict === 'spill')
      exchange.mayLeaveOwner = rule.whenOwnerIsDown(isRead(exchange.head.method)) !== 'strict';
    if (verdict === 'serve') return owner;
    resource.replaceOwner(verdict);
    return undefined;
  }

  private ownerOfUnknown(
    exchange: Exchange,
    rule: AffinityRule,
    resource: NamedResource,
  ): MaybePromise<Backend | undefined> {
    const { method } = exchange.head;
    const isAbsent = this.isAbsent(exchange, rule, resource.key);
    if (resource.isCreated) {
      // Where it has to be proven that nobody has it, that is done when it is claimed.
      if (!isAbsent && !rule.provesAbsenceBeforeCreates) this.counts.unprovenCreates++;
    } else if (!isAbsent && rule.locates && method !== 'OPTIONS') {
      if (!isRead(method)) return this.locateFirst(exchange, resource);
      resource.isSearchable = true;
    }
    return ownedByNobody(exchange, resource);
  }

  private async locateFirst(exchange: Exchange, resource: NamedResource): Promise<Backend | undefined> {
    const owner = resource.adopt(await resource.search());
    return owner ?? ownedByNobody(exchange, resource);
  }

  /** The store cannot be asked: nothing can be claimed or learned, and who owns it is known only by asking. */
  private async decideWithoutStore(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
    error: unknown,
  ): Promise<Backend | undefined> {
    if (!(error instanceof StoreUnavailableError)) throw error;
    this.counts.storeErrors++;
    exchange.reason = 'store-error';
    if (rule.isWeak) return undefined;
    if (this.store.whenDown !== 'locate' || !rule.locates) throw error;
    const intent = rule.intentOf(exchange.head.method, source);
    if (intent === 'create' && rule.provesAbsenceBeforeCreates) throw error;
    const resource = new NamedResource(this, exchange, rule, source, key, 'use', undefined);
    const owner = resource.adopt(await resource.search());
    exchange.reason = 'store-error';
    if (owner === undefined && intent === 'create') this.counts.unprovenCreates++;
    return owner;
  }
}

/** Whoever's turn it is may have it. */
function ownedByNobody(exchange: Exchange, resource: NamedResource): undefined {
  exchange.reason = resource.isCreated ? 'claimed' : 'miss';
  if (resource.isCreated) exchange.claim = resource;
  return undefined;
}
