import { isPromise, type MaybePromise, whenReady } from '../../../platform/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { type ResponseHead } from '../../upstream/response-head';
import { type Exchange } from '../../exchange/exchange';
import { type BodyTap, type Outcome, type OwnershipTracker, type Placement } from '../../exchange/placement';
import { type AffinityContext } from '../affinity-context';
import { isHit } from '../owner-search/search-result';
import { type ResourceOwnership } from '../resource-ownership';
import { type StickySession } from '../sticky-session';
import { type ResponseBodySource } from './response-key-sources';
import { type LearnRule } from './learn-rule';

/** Longer answers are passed on, and not looked into. */
const MAX_BYTES = 64 * 1024;

/**
 * Learns from the response which resource a backend has created, and passes all callbacks on. The gateway
 * claims a key in the head before the client sees it, since the client may use it at once. It confirms the key
 * when the response is complete. An existing owner keeps its resource: a response alone never moves a session.
 */
export class ResponseLearner implements OwnershipTracker, BodyTap {
  private readonly claimed: StickySession[] = [];
  private bodies: { readonly names: LearnRule; readonly source: ResponseBodySource }[] = [];
  private pieces: Buffer[] = [];
  private bytes = 0;
  /** Of the answer that is learned from. */
  private status: number | undefined;

  constructor(
    private readonly context: AffinityContext,
    private readonly exchange: Exchange,
    private readonly rules: readonly LearnRule[],
    /** The resource that the request itself names. */
    private readonly named: ResourceOwnership | undefined,
  ) {}

  /** The same placement, and what the response names is learned. */
  static follow(
    context: AffinityContext,
    exchange: Exchange,
    rules: readonly LearnRule[],
    placement: Placement,
  ): Placement {
    const named = placement.tracker as ResourceOwnership | undefined;
    const learner = new ResponseLearner(context, exchange, rules, named);
    const following = { tracker: learner, bodyTap: learner };
    // The resource has it in all its later placements, too.
    return named?.place(following) ?? { ...placement, ...following };
  }

  onResponseHead(backend: Backend, head: ResponseHead): MaybePromise<Placement | undefined> {
    const { status } = head;
    const replaced = isHit(status) ? undefined : this.named?.onResponseHead(backend, head);
    const learns = this.rules.some((names) => names.learnsFrom(status, this.exchange.head.method));
    if (replaced === undefined) return learns ? this.learnFrom(backend, head) : undefined;
    return whenReady(
      replaced,
      (placement) => placement ?? (learns ? this.learnFrom(backend, head) : undefined),
    );
  }

  private learnFrom(backend: Backend, head: ResponseHead): MaybePromise<undefined> {
    const { named, rules, exchange } = this;
    this.status = head.status;
    if (named === undefined) this.lookIntoBody(head);
    const keys = rules.flatMap((names) => names.keysIn(head, exchange, named?.key));
    if (keys.length === 0) return undefined;
    const claims = keys.map((key) => this.claim(key, backend));
    return claims.some(isPromise) ? this.reviewed(claims) : undefined;
  }

  /** Only what the request itself names has an owner to be abandoned. */
  onOwnerAbandoned(): Placement {
    return this.named!.onOwnerAbandoned();
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    if (this.bodies.length === 0) return;
    this.bytes += end - start;
    if (this.bytes <= MAX_BYTES) return void this.pieces.push(Buffer.from(buffer.subarray(start, end)));
    this.context.counts.unlearnedResponses++;
    this.pieces = [];
    this.bodies = [];
  }

  onComplete(outcome: Outcome): MaybePromise<void> {
    const learned = this.learn(outcome);
    const own = this.named?.onComplete(outcome);
    if (learned.length === 0) return own;
    return Promise.all([...learned, own]).then(
      () => undefined,
      () => void this.context.counts.storeErrors++,
    );
  }

  private lookIntoBody(head: ResponseHead): void {
    for (const names of this.rules)
      for (const source of names.bodiesOf(head, this.exchange.head.method))
        this.bodies.push({ names, source });
  }

  private claim(key: string, backend: Backend): MaybePromise<void> {
    this.context.locator.forgetAbsence(key);
    return whenReady(this.context.store.claim(key, backend.id), ({ session, won }) => {
      if (won || (session.backendId === backend.id && session.state === 'claimed'))
        this.claimed.push(session);
      else if (session.backendId !== backend.id) this.context.counts.learnConflicts++;
    });
  }

  /** If the store is unavailable, the client still gets the response. */
  private async reviewed(claims: readonly MaybePromise<void>[]): Promise<undefined> {
    try {
      await Promise.all(claims.map((claim) => Promise.resolve(claim)));
    } catch {
      this.context.counts.storeErrors++;
    }
    return undefined;
  }

  /** Returns the writes that must still be awaited. */
  private learn(outcome: Outcome): Promise<unknown>[] {
    const { store } = this.context;
    const isProof = outcome.kind === 'answered' && outcome.status === this.status;
    const writes: MaybePromise<unknown>[] = this.claimed.map((session) =>
      isProof ? store.confirm(session, 'learn') : store.forget(session),
    );
    if (isProof) {
      const body = Buffer.concat(this.pieces);
      for (const { names, source } of this.bodies) {
        const key = names.keyOf(this.exchange.pool.name, source.read(body));
        if (key === undefined) continue;
        this.context.locator.forgetAbsence(key);
        writes.push(store.claim(key, outcome.backend.id, 'learn'));
      }
    }
    return writes.filter(isPromise);
  }
}
