const ROUNDS = 25;
const MILLISECONDS_A_ROUND = 20;

/**
 * Nanoseconds of processor time a call, for each of the calls, in the best of several rounds: what disturbs a round only
 * ever makes it slower. They take turns, so that a busy machine is busy for all of them.
 */
export function nanoseconds(calls) {
  const times = calls.map((call) => timesWithin(call, MILLISECONDS_A_ROUND));
  const best = calls.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    calls.forEach((call, index) => {
      best[index] = Math.min(best[index], (spent(call, times[index]) / times[index]) * 1e6);
    });
  }
  return best;
}

/** Doubles the number of calls until they fill a round, which warms them up as well. */
function timesWithin(call, milliseconds) {
  let times = 1024;
  while (spent(call, times) < milliseconds) times *= 2;
  return times;
}

function spent(call, times) {
  const start = process.cpuUsage();
  for (let turn = 0; turn < times; turn++) call(turn);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
