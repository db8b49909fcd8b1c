import { type Fault } from './fault';
import { allKilled, killed, nothing, stopped, stoppedAndUnreachable } from './process.faults';
import { ANSWER_FAULTS, blackHole, flapping, refusing, slow, tooSlow } from './relay.faults';

/** Every fault of a backend, in the order of the table. */
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
];
