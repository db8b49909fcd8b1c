import { isPromise, type MaybePromise, whenReady } from '../../platform/maybe-promise';
import { type Outcome } from '../exchange/placement';
import { isSafe } from '../http-methods';
import { type Backend } from '../upstream/backend';
import { type AffinityContext } from './affinity-context';
import { type NamedResource } from './named-resource';
import { isHit } from './owner-search/search-result';
import { type PendingCreate } from './pending-create';
import { type CreateResult } from './session-transitions';
import { type StickySession } from './sticky-session';

/** How the request came to the backend that responded. */
interface Way {
  /** Another backend responded instead of the owner. */
  readonly servedByFallback: boolean;
  /** A backend has named the one that responded as the owner. */
  readonly isReplayed: boolean;
}

/**
 * Derives from the outcome of a request a proof about the owner of its resource. Only a success proves that a
 * backend has it, and only the owner proves that it is gone. A proof counts for the session under which the
 * request was sent, not for a later one.
 */
export class OutcomeProof {
  constructor(
    private readonly context: AffinityContext,
    private readonly resource: NamedResource,
    private readonly session: StickySession | undefined,
    private readonly way: Way,
  ) {}

  ofCreate(outcome: Outcome, create: PendingCreate): MaybePromise<void> {
    const result = this.resultOf(outcome);
    const wasConfirmed = this.session?.state === 'confirmed';
    if (create.isHeld) {
      const settling = create.settle(result);
      // Until the store has it, the lease protects a session that is confirmed already.
      return wasConfirmed ? this.unawaited(settling) : settling;
    }
    if (result.kind !== 'created' || wasConfirmed) return undefined;
    // The store was unavailable when the request began.
    return ignoring(this.context.store.claim(this.resource.key, result.backendId, 'create'));
  }

  ofUse(outcome: Outcome): MaybePromise<void> {
    if (outcome.kind !== 'answered' || this.way.servedByFallback || !this.resource.provesOwnership)
      return undefined;
    const { session } = this;
    const { backend, status } = outcome;
    const { intent, rule, source } = this.resource;
    const hasSucceeded = this.isProof(status);
    if (session === undefined || (this.way.isReplayed && session.backendId !== backend.id))
      return intent === 'use' && hasSucceeded ? this.learn(backend) : undefined;
    if (session.backendId !== backend.id) return undefined;
    if ((intent === 'delete' && hasSucceeded) || rule.isGone(status, source))
      return this.applied(this.context.store.forget(session));
    return hasSucceeded && this.needsConfirmation(session)
      ? this.applied(this.context.store.confirm(session, 'learn'))
      : undefined;
  }

  private resultOf(outcome: Outcome): CreateResult {
    if (outcome.kind === 'unknown') return outcome;
    if (outcome.kind === 'not-sent') return { kind: 'refused' };
    if (!this.way.servedByFallback && this.isProof(outcome.status))
      return { kind: 'created', backendId: outcome.backend.id, afterUnknown: outcome.afterUnknown };
    return { kind: outcome.afterUnknown ? 'unknown' : 'refused' };
  }

  /** Every backend can answer which methods there are. */
  private isProof(status: number): boolean {
    return (isHit(status) || status === 101) && this.resource.method !== 'OPTIONS';
  }

  /**
   * A claim becomes a confirmed session. Where a missing session proves that there is no owner, a success of a method that
   * can create the resource also grows the epoch, so that an earlier 404 which arrives later deletes nothing.
   */
  private needsConfirmation({ state }: StickySession): boolean {
    const { rule, pool, method } = this.resource;
    return state === 'claimed' || (!isSafe(method) && this.context.store.isComplete(rule.name, pool));
  }

  /** Without a session, the first backend that proves to have the resource is its owner. */
  private learn(backend: Backend): MaybePromise<void> {
    const { context, session } = this;
    const { store, counts, locator } = context;
    const { key } = this.resource;
    locator.forgetAbsence(key);
    if (session !== undefined)
      return this.applied(
        whenReady(store.move(session, backend.id, 'learn'), (moved) => moved !== undefined),
      );
    return whenReady(store.claim(key, backend.id, 'learn'), ({ session: standing }) => {
      if (standing.backendId !== backend.id) return void counts.learnConflicts++;
      return standing.state === 'confirmed' ? undefined : this.applied(store.confirm(standing, 'learn'));
    });
  }

  private applied(isApplied: MaybePromise<boolean>): MaybePromise<void> {
    return whenReady(isApplied, (applied) => {
      if (!applied) this.context.counts.staleProofs++;
    });
  }

  private unawaited(settling: MaybePromise<void>): undefined {
    if (isPromise(settling)) settling.catch(() => void this.context.counts.storeErrors++);
    return undefined;
  }
}

function ignoring(result: MaybePromise<unknown>): MaybePromise<void> {
  return whenReady(result, () => undefined);
}
