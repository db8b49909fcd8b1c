/** A worker that has lived so long, in milliseconds, counts as started. */
const GROWN_UP_MS = 10_000;
const FIRST_MS = 1_000;
const MAX_MS = 30_000;

/** How long to wait before what has ended is started again: not at all, unless it ends young again and again. */
export class BackOff {
  private inARow = 0;

  /** @param lived how long the last one has, in milliseconds. */
  next(lived: number): number {
    this.inARow = lived >= GROWN_UP_MS ? 1 : this.inARow + 1;
    return this.inARow === 1 ? 0 : Math.min(FIRST_MS * 2 ** (this.inARow - 2), MAX_MS);
  }
}
