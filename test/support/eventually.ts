import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 5;

/** Far more than anything takes on a busy machine: only a state that never comes is waited for as long. */
export const EVENTUALLY_TIMEOUT_MS = 60_000;

/** The time limit of a test that does very much: a million of something, several builds, many processes. */
export const LONG_TEST_MS = 300_000;

/** Resolves once this is so; for the limit of the whole test. A test that looks all the time would take a core away. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(LOOK_MS);
}

/** Resolves as soon as `check` passes; rejects with its last failure when it still does not after a long while. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const until = performance.now() + EVENTUALLY_TIMEOUT_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(LOOK_MS);
  }
}
