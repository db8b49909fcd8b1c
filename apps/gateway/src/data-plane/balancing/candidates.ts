import { type Backend } from '../upstream/backend';

/**
 * The available backends that take turns. A weight of 0 takes none, unless it is all there is: then all count alike.
 *
 * Worked out once for each array, so that those after a backend without weight do not inherit its turns.
 */
export class Candidates {
  private available: readonly Backend[] | undefined;
  private candidates: readonly Backend[] = [];

  /**
   * Returns the same array until `available` is another one; `available` itself if every backend takes part.
   */
  of(available: readonly Backend[]): readonly Backend[] {
    if (available !== this.available) {
      this.available = available;
      const weighted = available.filter((backend) => backend.weight > 0);
      const some = weighted.length > 0 && weighted.length < available.length;
      this.candidates = some ? weighted : available;
    }
    return this.candidates;
  }
}
