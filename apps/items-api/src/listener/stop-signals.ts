import { setTimeout as wait } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

// A terminal's Ctrl-C arrives twice when the parent process, such as `nest start`, passes it on as well.
const ECHO_MS = 200;

/** Calls back once, on the first SIGINT or SIGTERM; a further one ends the process at once. */
export function onStopSignal(stop: () => void): void {
  let stopping = false;
  const heed = () => {
    if (stopping) return;
    stopping = true;
    stop();
    // Without a listener, a signal ends the process, which is exactly what a second one should do.
    void wait(ECHO_MS, undefined, { ref: false }).then(() => {
      for (const signal of SIGNALS) process.removeListener(signal, heed);
    });
  };
  for (const signal of SIGNALS) process.on(signal, heed);
}
