/* global AbortController */

/** The exit code after a second Ctrl-C, which ends without waiting. */
const INSISTED = 130;
// Some npm versions pass on the Ctrl-C that the terminal has already sent to all processes: within this time it
// is the same one.
const SAME_REQUEST = 500;
const PARENT_CHECK = 200;

/**
 * Aborts if this process should stop: Ctrl-C, SIGTERM, SIGHUP, the end of the npm it runs under, or the reader
 * of its output is gone. At a second request, the process exits at once.
 * @param {Pick<NodeJS.Process, 'on' | 'exit' | 'stdout' | 'stderr' | 'env' | 'ppid'>} source
 * @param {() => number} now milliseconds
 * @returns {AbortSignal}
 */
export function stopRequests(source = process, now = () => performance.now()) {
  const controller = new AbortController();
  let first;
  const onSignal = () => {
    first ??= now();
    if (now() - first > SAME_REQUEST) source.exit(INSISTED);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(name, onSignal);
  for (const stream of [source.stdout, source.stderr]) stream.on('error', () => controller.abort());
  if (source.env.npm_lifecycle_event) onLostParent(source, () => controller.abort());
  return controller.signal;
}

/** The shell between npm and this process does not pass a SIGTERM on: it ends without a signal to its child. */
function onLostParent(source, callback) {
  const parent = source.ppid;
  const timer = setInterval(() => {
    if (source.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, PARENT_CHECK);
  timer.unref();
}
