import { StoreUnavailableError } from '../errors/availability.errors';
import { type Placement, UNPLACED } from '../exchange/placement';
import { type AffinityContext } from './affinity-context';
import { type Lookup, named, proxyErrorOf } from './lookup';
import { ResourceOwnership } from './resource-ownership';

/** The store is unavailable: nothing can be claimed or learned, and only the backends can tell who owns the resource. */
export async function placeWithoutStore(
  context: AffinityContext,
  lookup: Lookup,
  key: string,
  error: unknown,
): Promise<Placement> {
  const { exchange, rule } = lookup;
  const unplaced: Placement = { ...UNPLACED, rule: rule.name };
  if (!(error instanceof StoreUnavailableError)) return { ...unplaced, refusal: proxyErrorOf(error) };
  context.counts.storeErrors++;
  const withoutStore: Placement = { ...unplaced, reason: 'store-error' };
  if (rule.isPreferred) return withoutStore;
  const { intent, ...resource } = named(lookup, key);
  const isUnsafeCreate = intent === 'create' && rule.provesAbsenceBeforeCreates;
  if (context.store.whenDown !== 'locate' || !rule.locates || isUnsafeCreate)
    return { ...withoutStore, refusal: error };
  const ownership = new ResourceOwnership(context, exchange, { ...resource, intent: 'use' }, undefined);
  try {
    const found = ownership.applySearchResult(await ownership.search());
    if (found === undefined && intent === 'create') context.counts.unprovenCreates++;
    return { ...withoutStore, owner: found?.owner, ownedSince: found?.ownedSince };
  } catch (problem) {
    return { ...withoutStore, refusal: proxyErrorOf(problem) };
  }
}
