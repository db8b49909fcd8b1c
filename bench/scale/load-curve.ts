/** By how much the load of the busiest hour is above the mean, and that of the quietest below it. */
const SWING = 0.7;
/** The busiest moment of the day, as a share of it: about half past two in the afternoon. */
const PEAK = 0.6;

/** The load at a moment of the day, compared with the mean of the day; `share` goes from 0 to 1. */
export function loadAt(share: number): number {
  return 1 + SWING * Math.cos(2 * Math.PI * (share - PEAK));
}
