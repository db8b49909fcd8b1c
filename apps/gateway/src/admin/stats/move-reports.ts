import { type MoveReport } from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type Backend } from '../../data-plane/upstream/backend';
import { type MoveProgress } from '../../runtime/hand-off/move-progress';

/** Tells operators how far a move has come. */
@Injectable()
export class MoveReports {
  constructor(
    private readonly store: StickySessionStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async of({ id }: Backend, progress: MoveProgress): Promise<MoveReport> {
    const { isOver, moved, gone, refused, busy, failed, startedAt, endedAt } = progress;
    const ownedSessions = (await this.store.counts()).get(id) ?? 0;
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
