import { type MoveResult } from './resource-mover';

/** How far a job has come. Times are in milliseconds on the monotonic clock. */
export class MoveProgress {
  /** Resources that have another owner now. */
  moved = 0;
  /** Resources that have ended meanwhile. */
  gone = 0;
  /** In the present pass: resources that stay, since their owner keeps them, they are in use, or the move failed. */
  refused = 0;
  busy = 0;
  failed = 0;
  /** Why the last move that failed did. */
  lastFailure: string | undefined;
  /** Why the job ended early. */
  problem: string | undefined;
  endedAt: number | undefined;
  /** At the beginning of the present pass: resources that the backend owned, and those that were done with. */
  private ownedBefore: number | undefined;
  private doneBefore = 0;

  constructor(readonly startedAt: number) {}

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }

  private get doneInPass(): number {
    return this.moved + this.gone - this.doneBefore;
  }

  /** Resources of which the present pass knows that they stay. */
  get left(): number {
    return this.refused + this.busy + this.failed;
  }

  /** Why not all has been moved; undefined if all has, or the owners keep the rest. */
  get trouble(): string | undefined {
    return this.problem ?? (this.left > 0 ? this.lastFailure : undefined);
  }

  /** Resources that the backend still owns, as far as the present pass knows; undefined before the first one. */
  get owned(): number | undefined {
    return this.ownedBefore === undefined
      ? undefined
      : Math.max(this.left, this.ownedBefore - this.doneInPass);
  }

  /** @param owned resources of the backend now. */
  beginPass(owned: number): void {
    this.refused = this.busy = this.failed = 0;
    this.ownedBefore = owned;
    this.doneBefore = this.moved + this.gone;
  }

  /** The pass has looked at each resource: what stays is known. Others may have ended by themselves. */
  endPass(): void {
    this.ownedBefore = this.left;
    this.doneBefore = this.moved + this.gone;
  }

  note(result: MoveResult): void {
    this[result.kind]++;
    if (result.kind === 'failed') this.lastFailure = result.reason;
  }

  fail(problem: string): void {
    this.problem = problem;
  }

  end(now: number): void {
    this.endedAt = now;
  }
}
