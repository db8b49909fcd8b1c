import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 5;

/** Resolves as soon as `check` passes; rejects with its last failure when it still does not after `limit` milliseconds. */
export async function eventually(check: () => void | Promise<void>, limit = 5_000): Promise<void> {
  const until = performance.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(LOOK_MS);
  }
}
