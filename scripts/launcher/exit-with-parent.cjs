/**
 * Preloaded into every process the launcher starts: when the channel to the launcher breaks, which a
 * `kill -9` of the launcher does too, the process stops as if it had been asked to.
 */
const GRACE = 10_000;

process.on('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref(); // The channel alone must not keep a process alive that has nothing left to do.

// Processes that this one forks, such as the gateway's workers, have no launcher, so they do not get its
// `--require`.
process.execArgv.splice(0, 2);
