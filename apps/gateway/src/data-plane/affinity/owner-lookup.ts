import { OwnerUnavailableError, OwnerUnknownError } from '../errors/availability.errors';
import { isPromise, type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type Exchange } from '../exchange/exchange';
import { type OwnerWait, type Placement, UNPLACED } from '../exchange/placement';
import { isSafe } from '../http-methods';
import { type AffinityContext } from './affinity-context';
import { type AffinityRule } from './affinity-rule';
import { type FormerPools } from './former-pools';
import { type KeySource } from './keys/key.source';
import { type Lookup, named, proxyErrorOf } from './lookup';
import { placeWithoutStore } from './placement-without-store';
import { ResourceOwnership } from './resource-ownership';
import { ownerAction } from './owner-availability';
import { sessionKey, valueOf } from './session-key';
import { type StickySession } from './sticky-session';

/** Finds the owner of a key in the store, or by asking the backends, and follows the outcome of the request. */
export class OwnerLookup {
  constructor(
    private readonly context: AffinityContext,
    private readonly former: FormerPools,
  ) {}

  /** Where a request goes that names this value. */
  place(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    value: string,
    hasWaited = false,
  ): MaybePromise<Placement> {
    const lookup = { exchange, rule, source, value, hasWaited };
    const key = sessionKey(rule.name, exchange.pool.name, value);
    const found = this.find(lookup, key);
    if (!isPromise(found)) return this.decide(lookup, key, found, true);
    return found.then(
      (session) => this.decide(lookup, key, session, false),
      (error: unknown) => placeWithoutStore(this.context, lookup, key, error),
    );
  }

  /** The same for the first of several values that has an owner, or else for the first. */
  async placeByAny(
    exchange: Exchange,
    rule: AffinityRule,
    source: KeySource,
    values: readonly string[],
  ): Promise<Placement> {
    const keys = values.map((value) => sessionKey(rule.name, exchange.pool.name, value));
    const owned = await this.ownedOf(keys);
    return this.place(exchange, rule, source, values[keys.indexOf(owned)]);
  }

  /** The first of several keys that has an owner, or else the first. */
  async ownedOf(keys: readonly string[]): Promise<string> {
    for (const key of keys) if (await this.isOwned(key)) return key;
    return keys[0];
  }

  /** The session of a key of the route's pool, or of a former pool, which then serves the exchange. */
  async findSession(exchange: Exchange, rule: AffinityRule, key: string): Promise<StickySession | undefined> {
    const session = await this.context.store.find(key);
    return session ?? (await this.findInFormerPools(exchange, rule, valueOf(key)));
  }

  /** Returns true if a key without a session is known to have no owner. */
  isAbsent({ pool }: Exchange, rule: AffinityRule, key: string): boolean {
    return this.context.store.isComplete(rule.name, pool.name) || this.context.locator.isAbsent(pool, key);
  }

  /** A write is never sent on the word of a cache where creates are safe. A create asks the store again when it begins. */
  private find({ exchange, rule, source }: Lookup, key: string): MaybePromise<StickySession | undefined> {
    const { store } = this.context;
    const isExact = rule.provesAbsenceBeforeCreates && !isSafe(exchange.head.method);
    return isExact && rule.intentOf(exchange, source) !== 'create' ? store.findFresh(key) : store.find(key);
  }

  /** Also false if the store is unavailable: the code that needs the owner decides about that case. */
  private async isOwned(key: string): Promise<boolean> {
    try {
      return (await this.context.store.find(key)) !== undefined;
    } catch {
      return false;
    }
  }

  private async findInFormerPools(
    exchange: Exchange,
    rule: AffinityRule,
    stored: string,
  ): Promise<StickySession | undefined> {
    for (const pool of this.former.of(rule.name)) {
      const session = await this.context.store.find(`${rule.name}/${pool.name}/${stored}`);
      if (session === undefined) continue;
      exchange.leadTo(pool);
      return session;
    }
    return undefined;
  }

  private decide(
    lookup: Lookup,
    key: string,
    session: StickySession | undefined,
    isAtHand: boolean,
  ): MaybePromise<Placement> {
    const { exchange, rule } = lookup;
    if (session !== undefined || this.former.of(rule.name).length === 0)
      return this.decideAt(lookup, key, session, isAtHand);
    return this.findInFormerPools(exchange, rule, valueOf(key)).then(
      (former) => this.decideAt(lookup, former?.key ?? key, former, false),
      (error: unknown) => placeWithoutStore(this.context, lookup, key, error),
    );
  }

  /** From here on the request counts as one of those about the key, so that every way out is a placement. */
  private decideAt(
    lookup: Lookup,
    key: string,
    session: StickySession | undefined,
    isAtHand: boolean,
  ): MaybePromise<Placement> {
    if (lookup.exchange.pool.resources?.isHeld(key) === true) return this.placeAfterMove(lookup, key);
    const resource = new ResourceOwnership(this.context, lookup.exchange, named(lookup, key), session);
    resource.isFromCache = isAtHand && session !== undefined && this.context.store.isCached;
    const refused = (error: unknown): Placement => resource.refuse(proxyErrorOf(error));
    try {
      const placed = this.placeResource(lookup, resource, session);
      return isPromise(placed) ? placed.catch(refused) : placed;
    } catch (error) {
      return refused(error);
    }
  }

  /** The resource is being moved: the request begins only afterwards, so that it is no obstacle. */
  private async placeAfterMove({ exchange, rule, source, value }: Lookup, key: string): Promise<Placement> {
    const result = await exchange.pool.resources!.released(key, exchange.response);
    if (result === 'full') return { ...UNPLACED, rule: rule.name, refusal: new OwnerUnavailableError() };
    return this.place(exchange, rule, source, value);
  }

  private placeResource(
    lookup: Lookup,
    resource: ResourceOwnership,
    session: StickySession | undefined,
  ): MaybePromise<Placement> {
    if (session === undefined) return this.placeUnknown(lookup.exchange, lookup.rule, resource);
    if (resource.isCreated) return this.placeCreate(lookup, resource, session);
    if (session.state === 'claimed') return this.placeByClaim(lookup, resource, session);
    return this.placeAtOwner(lookup, resource, session);
  }

  /** A create joins the session that stands, unless its owner cannot serve it. */
  private placeCreate(
    lookup: Lookup,
    resource: ResourceOwnership,
    session: StickySession,
  ): MaybePromise<Placement> {
    const { exchange, rule } = lookup;
    const owner = exchange.pool.find(session.backendId);
    if (ownerAction(owner, rule, exchange) !== 'serve') return this.placeAtOwner(lookup, resource, session);
    const placeAtOwner = (standing: StickySession): Placement => {
      resource.create!.send();
      return this.placeAtOwner(lookup, resource, standing);
    };
    return whenReady(resource.joinOwner(session), (joined) => {
      if (!resource.needsAbsenceProof(joined)) return placeAtOwner(joined);
      return resource.proveAbsence(joined).then((found) => found ?? placeAtOwner(resource.currentSession!));
    });
  }

  /** A claim proves nothing: not that the resource is there, nor that it is nowhere else. */
  private placeByClaim(
    lookup: Lookup,
    resource: ResourceOwnership,
    session: StickySession,
  ): MaybePromise<Placement> {
    const { exchange, rule } = lookup;
    const { method } = exchange.head;
    const placeAtOwner = (): Placement => this.placeAtOwner(lookup, resource, session);
    if (!isSafe(method) && rule.provesAbsenceBeforeCreates)
      return resource.search().then((result) => resource.applySearchResult(result) ?? placeAtOwner());
    const placed = placeAtOwner();
    resource.isSearchable =
      placed.owner !== undefined && isSafe(method) && method !== 'OPTIONS' && rule.locates;
    return placed;
  }

  /** A backend that is no longer listed still owns what it owns: no other may answer for it unless the rule says so. */
  private placeAtOwner(lookup: Lookup, resource: ResourceOwnership, session: StickySession): Placement {
    const { exchange, rule } = lookup;
    this.context.store.touch(session);
    const owner = exchange.pool.find(session.backendId);
    const action = ownerAction(owner, rule, exchange);
    const { wait, then } = rule.whenOwnerIsDown(exchange.head.method);
    const limit = lookup.hasWaited ? 0 : wait;
    const placed = resource.place({
      owner,
      reason: 'owner',
      ownedSince: session.createdAt,
      epoch: rule.tellsEpoch ? session.generation : undefined,
      mayFallback: then !== 'fail',
      ownerWait:
        limit === 0 && exchange.pool.resources === undefined
          ? undefined
          : this.waitFor(lookup, resource, session, limit),
    });
    if (action === 'serve' || (limit > 0 && owner?.acceptsOwnedRequests !== true)) return placed;
    if (action === 'fail') return resource.place({ owner: undefined, refusal: new OwnerUnavailableError() });
    return resource.replaceOwner(action);
  }

  private waitFor(
    { exchange, rule, source, value }: Lookup,
    resource: ResourceOwnership,
    { key, backendId }: StickySession,
    limit: number,
  ): OwnerWait {
    const placeAgain = (isOver: boolean): MaybePromise<Placement> =>
      // A create that has begun keeps its lease, and with it the owner.
      resource.create?.isHeld === true
        ? resource.place(isOver ? { ownerWait: undefined } : {})
        : this.place(exchange, rule, source, value, isOver);
    return { backendId, limit, key: exchange.pool.resources && key, placeAgain };
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
}
