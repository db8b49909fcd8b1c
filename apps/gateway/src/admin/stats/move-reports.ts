import { type MoveReport } from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { type MoveProgress } from '../../runtime/hand-off/move-progress';

/** Tells operators how far a move has come. */
@Injectable()
export class MoveReports {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  of({ id }: Backend, progress: MoveProgress): MoveReport {
    const { isOver, moved, gone, refused, busy, failed, startedAt, endedAt } = progress;
    const ownedSessions = progress.owned;
    const seconds = ((endedAt ?? this.clock.now()) - startedAt) / 1_000;
    const pace = moved / seconds;
    return {
      id,
      running: !isOver,
      moved,
      gone,
      refused,
      busy,
      failed,
      ownedSessions,
      seconds: Math.round(seconds * 10) / 10,
      secondsLeft: isOver || moved === 0 ? null : Math.round((ownedSessions / pace) * 10) / 10,
      problem: progress.problem ?? progress.lastFailure ?? null,
    };
  }
}
