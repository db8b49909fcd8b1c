/* global AbortController */

/** The exit code after a second Ctrl-C, which waits for nobody. */
const INSISTED = 130;
// `npm start` passes on the Ctrl-C that the terminal has already sent to everybody: within this time it is the same one.
const SAME_REQUEST = 500;

/**
 * Aborts when somebody asks this process to stop: Ctrl-C, SIGTERM, SIGHUP, or nobody reads its output any more.
 * Asked a second time, the process exits at once.
 * @param {Pick<NodeJS.Process, 'on' | 'exit' | 'stdout' | 'stderr'>} source
 * @param {() => number} now milliseconds
 * @returns {AbortSignal}
 */
export function stopRequests(source = process, now = () => performance.now()) {
  const controller = new AbortController();
  let first;
  const onSignal = (name) => {
    first ??= now();
    if (now() - first > SAME_REQUEST) source.exit(INSISTED);
    controller.abort(name);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(name, onSignal);
  for (const stream of [source.stdout, source.stderr]) {
    stream.on('error', () => controller.abort('closed output'));
  }
  return controller.signal;
}
