import { clockJumps } from './clock.faults';
import { type Fault } from './fault';
import { outOfDescriptors, stopping, stoppingInTime } from './gateway.faults';
import { fullDisk, unreadLog } from './log.faults';
import { allKilled, killed, nothing, stopped, stoppedAndUnreachable } from './process.faults';
import { ANSWER_FAULTS, blackHole, flapping, refusing, slow, tooSlow } from './relay.faults';

/** Every fault, in the order of the table. */
export const ALL_FAULTS: readonly Fault[] = [
  nothing,
  killed,
  refusing,
  flapping(1),
  stopped,
  stoppedAndUnreachable,
  blackHole,
  tooSlow,
  slow,
  ...ANSWER_FAULTS,
  allKilled,
  stopping,
  stoppingInTime,
  outOfDescriptors(),
  fullDisk,
  unreadLog,
  clockJumps,
];
