import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { isLeased } from '../../data-plane/affinity/session-transitions';
import { ruleOf, valueOf } from '../../data-plane/affinity/session-key';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';
import { type HandOffSettings, type Pool } from '../../data-plane/upstream/pool';
import { HandOffClient, type HandOffMessage } from './hand-off-client';
import { HeldResources } from './held-resources';

/** The result of one move. */
export type MoveResult =
  | { readonly kind: 'moved' }
  /** The owner keeps the resource. */
  | { readonly kind: 'refused' }
  /** Requests for the resource did not end in time, a create is under way, or another move is. */
  | { readonly kind: 'busy' }
  /** There is no such resource at this backend any longer. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly reason: string };

const [MOVED, REFUSED, BUSY, GONE]: MoveResult[] = [
  { kind: 'moved' },
  { kind: 'refused' },
  { kind: 'busy' },
  { kind: 'gone' },
];

/** The result of a move while the resource is held, and what is to be reported afterwards. */
interface Ended {
  readonly result: MoveResult;
  readonly end?: () => Promise<unknown>;
}

/** Milliseconds between two attempts to write the record. */
const PAUSE = 20;

/**
 * Moves a resource with its state to another backend. Its requests wait meanwhile. The record is the truth at each moment:
 * it changes in one step, after the owner has passed the state on, and only if nothing else has changed it.
 */
@Injectable()
export class ResourceMover {
  constructor(
    private readonly store: StickySessionStore,
    private readonly holds: HeldResources,
    private readonly client: HandOffClient,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Never rejects. */
  async move(pool: Pool, { key }: StickySession, from: Backend, to: Backend): Promise<MoveResult> {
    const settings = pool.handOff;
    if (settings === undefined)
      return { kind: 'failed', reason: `pool ${pool.name} has no handOff any more` };
    if (!(await this.holds.hold(pool, key, settings.timeout))) return BUSY;
    let reports: Promise<unknown> | undefined;
    try {
      const { result, end } = await this.moveHeld(settings, key, from, to);
      reports = end?.();
      return result;
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    } finally {
      this.holds.release(pool, key);
      // The requests that wait need none of it: their epoch says the same.
      await reports;
    }
  }

  private async moveHeld(settings: HandOffSettings, key: string, from: Backend, to: Backend): Promise<Ended> {
    const session = await this.store.findFresh(key);
    if (session?.backendId !== from.id) return { result: GONE };
    if (isLeased(session, this.clock.wallTime())) return { result: BUSY };
    const message: HandOffMessage = {
      key: valueOf(key),
      rule: ruleOf(key),
      to: { id: to.id, url: to.url },
      epoch: session.epoch + 1,
    };
    const reply = await this.client.ask(from, settings, message);
    if (reply.kind === 'refused') return { result: REFUSED };
    if (reply.kind === 'absent') {
      await this.store.forget(session);
      return { result: GONE };
    }
    const moved = reply.kind === 'passed' && (await this.record(settings, session, to));
    // A new epoch lets the owner serve again, and the next hand-off needs one.
    if (!moved)
      await this.store.move(session, from.id, session.state === 'claimed' ? 'claim' : session.origin);
    const end = (): Promise<unknown> =>
      Promise.all([from, to].map((party) => this.client.report(party, settings, message, moved)));
    return { result: reply.kind === 'failed' ? reply : moved ? MOVED : BUSY, end };
  }

  /** A store that fails may have made the change all the same: then the record, read again, says so. */
  private async record(settings: HandOffSettings, session: StickySession, to: Backend): Promise<boolean> {
    try {
      if ((await this.store.move(session, to.id, 'operator')) !== undefined) return true;
      return await this.recordLater(settings, session, to);
    } catch {
      const standing = await this.store.findFresh(session.key);
      return standing?.backendId === to.id;
    }
  }

  /** A create of what exists has begun at another gateway. The owner refuses it, so that it ends soon. */
  private async recordLater(
    { timeout }: HandOffSettings,
    earlier: StickySession,
    to: Backend,
  ): Promise<boolean> {
    const until = this.clock.now() + timeout / 2;
    while (this.clock.now() < until) {
      await new Promise<void>((resolve) => this.clock.after(PAUSE, resolve));
      const standing = await this.store.findFresh(earlier.key);
      if (standing?.generation !== earlier.generation) return false;
      if (isLeased(standing, this.clock.wallTime())) continue;
      if ((await this.store.move(standing, to.id, 'operator')) !== undefined) return true;
    }
    return false;
  }
}
