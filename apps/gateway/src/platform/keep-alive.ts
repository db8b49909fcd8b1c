/** Longer than anybody waits, and no longer than a timer can be. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Keeps the process alive, for whoever waits by a `Clock` while nothing else does, as at the start: there is no listener yet.
 *
 * @returns what ends that.
 */
export function keepProcessAlive(): () => void {
  const handle = setInterval(() => undefined, NEVER_MS);
  return () => clearInterval(handle);
}
