import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';
import { MoveProgress } from './move-progress';
import { type RebalancePlan } from './rebalance-plan';
import { type ResourceMover } from './resource-mover';

/** True if the backend takes part in the rebalancing of its pool. Backups and backends that get no requests do not. */
export function takesPart({ mode, isEligible, backup, weight }: Backend): boolean {
  return mode === 'enabled' && isEligible && !backup && weight > 0;
}

/** One round: moves the sessions that it is given to the backends that the plan names. */
export class RebalanceRound {
  readonly progress: MoveProgress;
  /** Resolves when the round is over. */
  readonly ended: Promise<void>;
  private resolveEnded: () => void = () => undefined;
  /** How many more each backend takes. */
  private readonly room: Map<string, number>;

  constructor(
    private readonly pool: Pool,
    readonly plan: RebalancePlan,
    now: number,
  ) {
    this.progress = new MoveProgress(now);
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.room = new Map(plan.takes.map(({ id, moves }) => [id, moves]));
  }

  /**
   * Moves as many at the same time as the pool's `concurrency`. Never rejects.
   *
   * @param onRefused called with the key of a resource that its owner keeps.
   */
  async run(
    sessions: StickySession[],
    mover: ResourceMover,
    onRefused: (key: string) => void,
  ): Promise<void> {
    const lanes = Array.from({ length: this.pool.handOff?.concurrency ?? 0 }, async () => {
      while (this.progress.problem === undefined) {
        const session = sessions.shift();
        if (session === undefined) return;
        await this.move(session, mover, onRefused);
      }
    });
    await Promise.all(lanes);
  }

  /** No further move begins. */
  stop(problem: string): void {
    this.progress.fail(problem);
  }

  /** @param now in milliseconds on the monotonic clock. */
  end(now: number): void {
    this.progress.end(now);
    this.resolveEnded();
  }

  private async move(
    session: StickySession,
    mover: ResourceMover,
    onRefused: (key: string) => void,
  ): Promise<void> {
    const { pool, room, progress } = this;
    const from = pool.find(session.backendId);
    // Another job moves what a backend owns that drains, and one that fails cannot pass anything on.
    if (from === undefined || !takesPart(from)) return;
    const to = this.roomiest();
    if (to === undefined) return this.stop(`no backend of ${pool.name} takes sessions at the moment`);
    room.set(to.id, room.get(to.id)! - 1);
    const result = await mover.move(pool, session, from, to);
    progress.note(result);
    if (result.kind !== 'moved') room.set(to.id, room.get(to.id)! + 1);
    if (result.kind === 'refused') onRefused(session.key);
  }

  private roomiest(): Backend | undefined {
    let [roomiest, most]: [Backend | undefined, number] = [undefined, 0];
    for (const [id, room] of this.room) {
      const backend = room > most ? this.pool.find(id) : undefined;
      if (backend !== undefined && takesPart(backend)) [roomiest, most] = [backend, room];
    }
    return roomiest;
  }
}
