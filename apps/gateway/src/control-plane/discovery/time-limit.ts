import { type Clock } from '../../platform/clock';

/** Gives a question a signal that ends it after so many milliseconds, or when `signal` does. */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  clock: Clock,
  ask: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = clock.after(milliseconds, () =>
    limit.abort(new Error(`no response within ${milliseconds} ms`)),
  );
  try {
    return await ask(AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    // Libraries throw errors of their own for an aborted call.
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    timer.cancel();
  }
}
