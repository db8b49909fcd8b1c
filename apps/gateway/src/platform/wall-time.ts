/** Milliseconds since 1970, where no clock is at hand: before there is an application. */
export function wallTime(): number {
  return Date.now();
}
