/** A value that is at hand, or a promise of one: what is at hand is never wrapped, since a promise costs a turn of the loop. */
export type MaybePromise<T> = T | Promise<T>;

export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && typeof (value as Promise<T>).then === 'function';
}
