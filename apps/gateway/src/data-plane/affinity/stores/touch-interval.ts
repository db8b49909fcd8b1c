const MAX_INTERVAL_MS = 1_000;
const SHARE = 0.1;

/**
 * How many milliseconds of a session's idle time go by before another use of it is noted: noting each of them would cost
 * more than it is worth.
 */
export function touchInterval(idle: number): number {
  return Math.min(MAX_INTERVAL_MS, SHARE * idle);
}
