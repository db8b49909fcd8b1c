import { setTimeout as wait } from 'node:timers/promises';

/** A promise that has taken too long. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** @throws TimeLimitError if the promise is not settled within `milliseconds`; it is no longer awaited then. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const limit = wait(milliseconds, undefined, { ref: false, signal: over.signal }).then(() => {
    throw new TimeLimitError(`not done within ${milliseconds} ms`);
  });
  // The end of the race rejects it, and so does a limit that comes after the end.
  limit.catch(() => undefined);
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, limit]);
  } finally {
    over.abort();
  }
}
