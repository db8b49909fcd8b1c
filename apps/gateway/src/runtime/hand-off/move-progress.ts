import { type MoveResult } from './resource-mover';

/** How far a job has come. Times are in milliseconds on the monotonic clock. */
export class MoveProgress {
  /** Resources that the backend owned at the beginning, as far as the store knew. */
  total = 0;
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

  constructor(readonly startedAt: number) {}

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }

  /** Resources of which the present pass knows that they stay. */
  get left(): number {
    return this.refused + this.busy + this.failed;
  }

  /** Resources that the backend still owns: an estimate, and exact after a job that has looked at all of them. */
  get owned(): number {
    return this.isOver && this.problem === undefined
      ? this.left
      : Math.max(0, this.total - this.moved - this.gone);
  }

  beginPass(): void {
    this.refused = this.busy = this.failed = 0;
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
