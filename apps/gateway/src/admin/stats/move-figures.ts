import { type MoveFigures } from '@app/contracts';
import { type MoveProgress } from '../../runtime/hand-off/move-progress';

/** @param now in milliseconds on the monotonic clock. */
export function moveFigures(progress: MoveProgress, now: number): MoveFigures {
  const { isOver, moved, gone, refused, busy, failed, startedAt, endedAt, trouble } = progress;
  return {
    running: !isOver,
    moved,
    gone,
    refused,
    busy,
    failed,
    seconds: Math.round(((endedAt ?? now) - startedAt) / 100) / 10,
    problem: trouble ?? null,
  };
}
