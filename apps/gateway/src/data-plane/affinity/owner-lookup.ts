import {
  OwnerUnavailableError,
  OwnerUnknownError,
  StoreUnavailableError,
} from '../errors/availability.errors';
import { InternalError } from '../errors/internal.error';
import { ProxyError } from '../errors/proxy.error';
import { isPromise, type MaybePromise } from '../../platform/maybe-promise';
import { type Exchange } from '../exchange/exchange';
import { type Placement, UNPLACED } from '../exchange/placement';
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

  /** Where a request goes that names this key. */
  place(exchange: Exchange, rule: AffinityRule, source: KeySource, key: string): MaybePromise<Placement> {
    const found = this.context.store.find(key);
    if (!isPromise(found)) return this.decide(exchange, rule, source, key, found);
    return found.then(
      (session) => this.decide(exchange, rule, source, key, session),
      (error: unknown) => this.decideWithoutStore(exchange, rule, source, key, error),
    );
  }

  /** The same for the first of several values that has an owner, or else for the first. */
  async placeByAny(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    values: readonly string[],
  ): Promise<Placement> {
    const key = await this.ownedOf(values.map((value) => sessionKey(rule.name, value)));
    return this.place(exchange, rule, source, key);
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

  /** From here on the request counts as one of those about the key, so that every way out is a placement. */
  private decide(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
    session: StickySession | undefined,
  ): MaybePromise<Placement> {
    const intent = rule.intentOf(exchange.head.method, source);
    const resource = new ResourceOwnership(this.context, exchange, rule, source, key, intent, session);
    const refused = (error: unknown): Placement => resource.refuse(proxyErrorOf(error));
    try {
      const placed = this.placeResource(exchange, rule, resource, session);
      return isPromise(placed) ? placed.catch(refused) : placed;
    } catch (error) {
      return refused(error);
    }
  }

  private placeResource(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
    session: StickySession | undefined,
  ): MaybePromise<Placement> {
    if (session === undefined) return this.placeUnknown(exchange, rule, resource);
    if (session.state === 'claimed') return this.placeByClaim(exchange, rule, resource, session);
    return this.placeAtOwner(exchange, rule, resource, session);
  }

  /** A claim proves nothing: not that the resource is there, nor that it is nowhere else. */
  private placeByClaim(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
    session: StickySession,
  ): MaybePromise<Placement> {
    if (resource.needsAbsenceProof(session))
      return resource
        .proveAbsence(session)
        .then((found) => found ?? this.placeAtOwner(exchange, rule, resource, resource.currentSession!));
    const { method } = exchange.head;
    if (!resource.isCreated && !isSafe(method) && rule.provesAbsenceBeforeCreates)
      return resource
        .search()
        .then(
          (result) =>
            resource.applySearchResult(result) ?? this.placeAtOwner(exchange, rule, resource, session),
        );
    const placed = this.placeAtOwner(exchange, rule, resource, session);
    resource.isSearchable =
      placed.owner !== undefined && isSafe(method) && method !== 'OPTIONS' && rule.locates;
    return placed;
  }

  /** A backend that is no longer listed still owns what it owns: no other may answer for it unless the rule says so. */
  private placeAtOwner(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
    session: StickySession,
  ): Placement {
    this.context.store.touch(session);
    const owner = exchange.pool.find(session.backendId);
    const action = ownerAction(owner, rule, exchange);
    const mayFallback = rule.whenOwnerIsDown(isSafe(exchange.head.method)) !== 'fail';
    const placed = resource.place({ owner, reason: 'owner', ownedSince: session.createdAt, mayFallback });
    if (action === 'serve') return placed;
    if (action === 'fail') return resource.place({ owner: undefined, refusal: new OwnerUnavailableError() });
    return resource.replaceOwner(action);
  }

  private placeUnknown(
    exchange: Exchange,
    rule: AffinityRule,
    resource: ResourceOwnership,
  ): MaybePromise<Placement> {
    const { method } = exchange.head;
    const isAbsent = this.isAbsent(exchange, rule, resource.key);
    if (resource.isCreated) {
      // Where it has to be proven that no backend has it, that is done when it is claimed.
      if (!isAbsent && !rule.provesAbsenceBeforeCreates) this.context.counts.unprovenCreates++;
      return resource.place({ reason: 'claimed', claim: resource });
    }
    if (rule.refusesUnknown && method !== 'OPTIONS') return resource.refuse(new OwnerUnknownError());
    if (!isAbsent && rule.locates && method !== 'OPTIONS') {
      if (!isSafe(method)) return this.locateFirst(resource);
      resource.isSearchable = true;
    }
    return resource.place({ reason: 'miss' });
  }

  private async locateFirst(resource: ResourceOwnership): Promise<Placement> {
    return resource.applySearchResult(await resource.search()) ?? resource.place({ reason: 'miss' });
  }

  /** The store cannot be asked: nothing can be claimed or learned, and who owns it is known only by asking. */
  private async decideWithoutStore(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    key: string,
    error: unknown,
  ): Promise<Placement> {
    const unplaced: Placement = { ...UNPLACED, rule: rule.name };
    if (!(error instanceof StoreUnavailableError)) return { ...unplaced, refusal: proxyErrorOf(error) };
    this.context.counts.storeErrors++;
    const withoutStore: Placement = { ...unplaced, reason: 'store-error' };
    if (rule.isPreferred) return withoutStore;
    const intent = rule.intentOf(exchange.head.method, source);
    const isUnsafeCreate = intent === 'create' && rule.provesAbsenceBeforeCreates;
    if (this.context.store.whenDown !== 'locate' || !rule.locates || isUnsafeCreate)
      return { ...withoutStore, refusal: error };
    const resource = new ResourceOwnership(this.context, exchange, rule, source, key, 'use', undefined);
    try {
      const found = resource.applySearchResult(await resource.search());
      if (found === undefined && intent === 'create') this.context.counts.unprovenCreates++;
      return { ...withoutStore, owner: found?.owner, ownedSince: found?.ownedSince };
    } catch (problem) {
      return { ...withoutStore, refusal: proxyErrorOf(problem) };
    }
  }
}

function proxyErrorOf(error: unknown): ProxyError {
  return error instanceof ProxyError ? error : new InternalError(error);
}
