import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE = 100;
const PROBE_TIMEOUT_MS = 1_000;

/**
 * Resolves when the URL has answered 200; rejects as soon as the signal aborts.
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function untilReady(url, signal) {
  while (!(await answers(url))) await sleep(PAUSE, undefined, { signal });
  signal.throwIfAborted();
}

/** @returns {Promise<boolean>} */
function answers(url) {
  return new Promise((resolve) => {
    // Without an agent the connection is closed at once: a kept one would hold up a stop right after the start.
    const request = get(url, { agent: false, timeout: PROBE_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
