/** Longer than any wait, and no longer than a timer can be. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Keeps the process alive while it only waits for a `Clock`, as at the start, before there is a listener.
 *
 * @returns a function that ends this.
 */
export function keepProcessAlive(): () => void {
  const handle = setInterval(() => undefined, NEVER_MS);
  return () => clearInterval(handle);
}
