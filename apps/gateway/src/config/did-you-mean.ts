/** The one of `words` that was most likely meant by a misspelt `word`; undefined when none is near enough. */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  let shared = -1;
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > least) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    const beginning = sharedBeginning(wanted, candidate.toLowerCase());
    // Of two equally near, the one that begins alike: people seldom err in the first letter.
    const isNearer = distance < least || (nearest !== undefined && distance === least && beginning > shared);
    // A word of which nothing is left was not meant.
    if (isNearer && distance < candidate.length) [nearest, least, shared] = [candidate, distance, beginning];
  }
  return nearest;
}

function sharedBeginning(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** How many characters must be added, removed, changed or swapped with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        last[column] + 1,
        current[column - 1] + 1,
        last[column - 1] + (same ? 0 : 1),
        swapped ? beforeLast[column - 2] + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length];
}
