/** The same things in lists of `size`; the last may be shorter, and none is empty. */
export function* inBatches<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let portion: T[] = [];
  for (const one of all) {
    if (portion.push(one) < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
