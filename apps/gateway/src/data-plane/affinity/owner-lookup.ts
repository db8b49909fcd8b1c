import { OwnerUnavailableError, StoreUnavailableError } from '../errors/availability.errors';
import { isPromise, type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { isSafe } from '../http-methods';
import { type AffinityContext } from './affinity-context';
import { type AffinityRule } from './affinity-rule';
import { type KeySource } from './keys/key.source';
import { ResourceOwnership } from './resource-ownership';
import { ownerAction } from './owner-availability';
import { sessionKey } from './session-key';
import { type StickySession } from './sticky-session';

/** Finds the owner of a key in the table, or by asking the backends, and has the outcome of the request followed. */
export class OwnerLookup {
  constructor(private readonly context: AffinityContext) {}

  /**
   * The backend that owns this key; undefined when anybody may serve it.
   *
   * @throws OwnerUnavailableError, OwnerUnknownError, StoreUnavailableError
   */
  ownerOf(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
  ): MaybePromise<Backend | undefined> {
    exchange.rule = rule.name;
    const found = this.context.store.find(key);
    if (!isPromise(found)) return this.decide(exchange, rule, source, key, found);
    return found.then(
      (session) => this.decide(exchange, rule, source, key, session),
      (error: unknown) => this.decideWithoutStore(exchange, rule, source, key, error),
    );
  }

  /** The same for the first of several values that has an owner, or else for the first. */
  async ownerOfAny(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    values: readonly string[],
  ): Promise<Backend | undefined> {
    const key = await this.ownedOf(values.map((value) => sessionKey(rule.name, value)));
    return this.ownerOf(exchange, rule, source, key);
  }

  /** The first of several keys that has an owner, or else the first. */
  async ownedOf(keys: readonly string[]): Promise<string> {
    for (const key of keys) if (await this.isOwned(key)) return key;
    return keys[0];
  }

  /** False also when the store cannot be asked: what happens then is decided where the owner is needed. */
  private async isOwned(key: string): Promise<boolean> {
    try {
      return (await this.context.store.find(key)) !== undefined;
    } catch {
      return false;
    }
  }

  /** Whether a key without a session is known to have no owner. */
  isAbsent({ pool }: Exchange, rule: AffinityRule, key: string): boolean {
    return this.context.store.isComplete(rule.name) || this.context.locator.isAbsent(pool, key);
  }

  private decide(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
    session: StickySession | undefined,
  ): MaybePromise<Backend | undefined> {
    const intent = rule.intentOf(exchange.head.method, source);
    const resource = new ResourceOwnership(this.context, exchange, rule, source, key, intent, session);
    exchange.ownershipTracker = resource;
    if (session === undefined) return this.ownerOfUnknown(exchange, rule, resource);
    if (session.state === 'claimed') return this.ownerByClaim(exchange, rule, resource, session);
    return this.ownerBy(exchange, rule, resource, session);
  }

  /** A claim proves nothing: not that the resource is there, nor that it is nowhere else. */
  private ownerByClaim(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
    session: StickySession,
  ): MaybePromise<Backend | undefined> {
    if (resource.needsAbsenceProof(session))
      return resource
        .proveAbsence(session)
        .then((owner) => owner ?? this.ownerBy(exchange, rule, resource, resource.currentSession!));
    const { method } = exchange.head;
    if (!resource.isCreated && !isSafe(method) && rule.provesAbsenceBeforeCreates)
      return resource
        .search()
        .then((result) => resource.applySearchResult(result) ?? this.ownerBy(exchange, rule, resource, session));
    const owner = this.ownerBy(exchange, rule, resource, session);
    resource.isSearchable = owner !== undefined && isSafe(method) && method !== 'OPTIONS' && rule.locates;
    return owner;
  }

  /** A backend that is no longer listed still owns what it owns: nobody else may answer for it unless the rule says so. */
  private ownerBy(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
    session: StickySession,
  ): Backend | undefined {
    this.context.store.touch(session);
    exchange.reason = 'owner';
    exchange.ownedSince = session.createdAt;
    const owner = exchange.pool.find(session.backendId);
    const verdict = ownerAction(owner, rule, exchange);
    if (verdict === 'strict') throw new OwnerUnavailableError();
    if (verdict === 'serve' || verdict === 'spill')
      exchange.allowsFallback = rule.whenOwnerIsDown(isSafe(exchange.head.method)) !== 'strict';
    if (verdict === 'serve') return owner;
    resource.replaceOwner(verdict);
    return undefined;
  }

  private ownerOfUnknown(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
  ): MaybePromise<Backend | undefined> {
    const { method } = exchange.head;
    const isAbsent = this.isAbsent(exchange, rule, resource.key);
    if (resource.isCreated) {
      // Where it has to be proven that nobody has it, that is done when it is claimed.
      if (!isAbsent && !rule.provesAbsenceBeforeCreates) this.context.counts.unprovenCreates++;
    } else if (!isAbsent && rule.locates && method !== 'OPTIONS') {
      if (!isSafe(method)) return this.locateFirst(exchange, resource);
      resource.isSearchable = true;
    }
    return ownedByNobody(exchange, resource);
  }

  private async locateFirst(exchange: Exchange, resource: ResourceOwnership): Promise<Backend | undefined> {
    const owner = resource.applySearchResult(await resource.search());
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
    this.context.counts.storeErrors++;
    exchange.reason = 'store-error';
    if (rule.isWeak) return undefined;
    if (this.context.store.whenDown !== 'locate' || !rule.locates) throw error;
    const intent = rule.intentOf(exchange.head.method, source);
    if (intent === 'create' && rule.provesAbsenceBeforeCreates) throw error;
    const resource = new ResourceOwnership(this.context, exchange, rule, source, key, 'use', undefined);
    const owner = resource.applySearchResult(await resource.search());
    exchange.reason = 'store-error';
    if (owner === undefined && intent === 'create') this.context.counts.unprovenCreates++;
    return owner;
  }
}

/** Whoever's turn it is may have it. */
function ownedByNobody(exchange: Exchange, resource: ResourceOwnership): undefined {
  exchange.reason = resource.isCreated ? 'claimed' : 'miss';
  if (resource.isCreated) exchange.pendingClaim = resource;
  return undefined;
}
