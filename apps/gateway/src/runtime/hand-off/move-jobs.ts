import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';
import { OwnedSessionReader } from './owned-session-reader';
import { MoveProgress } from './move-progress';
import { type MoveResult, ResourceMover } from './resource-mover';

/** Passes over the resources of a backend without a move, after which the rest stays. */
const IDLE_PASSES = 3;
/** Milliseconds between two passes. */
const PAUSE = 250;
const PAUSE_AFTER_ERROR = 2_000;

/** Empties backends: moves all that they own to the others. One job for each backend at a time. */
@Injectable()
export class MoveJobs {
  private readonly jobs = new WeakMap<Backend, MoveProgress>();

  constructor(
    private readonly store: StickySessionStore,
    private readonly reader: OwnedSessionReader,
    private readonly mover: ResourceMover,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The present or last job of the backend. */
  of(backend: Backend): MoveProgress | undefined {
    return this.jobs.get(backend);
  }

  /** Begins to move all that the backend owns. Returns the job that runs, if there is one. */
  begin(pool: Pool, backend: Backend): MoveProgress {
    const known = this.jobs.get(backend);
    if (known?.isOver === false) return known;
    const progress = new MoveProgress(this.clock.now());
    this.jobs.set(backend, progress);
    void this.run(pool, backend, progress);
    return progress;
  }

  private async run(pool: Pool, backend: Backend, progress: MoveProgress): Promise<void> {
    for (let idle = 0; idle < IDLE_PASSES && progress.problem === undefined;) {
      const before = progress.moved;
      const isWhole = await this.tryPass(pool, backend, progress);
      if (isWhole && progress.left === 0) break;
      idle = progress.moved === before ? idle + 1 : 0;
      if (idle === IDLE_PASSES && !isWhole) progress.fail(progress.lastFailure!);
      await new Promise<void>((resolve) => this.clock.after(isWhole ? PAUSE : PAUSE_AFTER_ERROR, resolve));
    }
    progress.end(this.clock.now());
  }

  /** Returns false if the pass ended early: the store may be unavailable for a moment. */
  private async tryPass(pool: Pool, backend: Backend, progress: MoveProgress): Promise<boolean> {
    try {
      await this.pass(pool, backend, progress);
      if (progress.problem === undefined) progress.endPass();
      return true;
    } catch (error) {
      progress.lastFailure = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  /** Looks at each resource of the backend once. */
  private async pass(pool: Pool, backend: Backend, progress: MoveProgress): Promise<void> {
    const shares = new Map(await this.reader.counts(pool.name));
    progress.beginPass(shares.get(backend.id) ?? 0);
    let cursor: string | undefined;
    do {
      const page = await this.store.list(cursor, { pool: pool.name, backendId: backend.id });
      cursor = page.next;
      await this.moveAll(pool, backend, [...page.items], shares, progress);
    } while (cursor !== undefined && progress.problem === undefined);
  }

  private async moveAll(
    pool: Pool,
    from: Backend,
    sessions: StickySession[],
    shares: Map<string, number>,
    progress: MoveProgress,
  ): Promise<void> {
    const lanes = Array.from({ length: pool.handOff!.concurrency }, async () => {
      for (let session = sessions.shift(); session !== undefined; session = sessions.shift()) {
        const to = emptiestOf(pool, from, shares);
        if (to === undefined) return progress.fail(`no other backend of ${pool.name} is available`);
        shares.set(to.id, (shares.get(to.id) ?? 0) + 1);
        const result: MoveResult = await this.mover.move(pool, session, from, to);
        progress.note(result);
      }
    });
    await Promise.all(lanes);
  }
}

/** The available backend with the fewest resources for its weight. */
function emptiestOf(
  { available }: Pool,
  from: Backend,
  shares: ReadonlyMap<string, number>,
): Backend | undefined {
  let [emptiest, least]: [Backend | undefined, number] = [undefined, Infinity];
  for (const backend of available) {
    const share = (shares.get(backend.id) ?? 0) / Math.max(1, backend.weight);
    if (backend === from || share >= least) continue;
    [emptiest, least] = [backend, share];
  }
  return emptiest;
}
