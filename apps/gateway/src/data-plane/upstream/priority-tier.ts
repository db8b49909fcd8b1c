import { type Backend } from './backend';

/**
 * The backends of a pool that take turns together: its regular ones, or its backups.
 *
 * They fill up and empty all the time, with every request where few are allowed at once. So that is only counted, at the
 * same cost for four and for a thousand; who is free is listed when somebody asks for the list.
 */
export class PriorityTier {
  private members: readonly Backend[] = [];
  private unoccupied = 0;
  private list: readonly Backend[] | undefined;

  /**
   * Who may be sent a request that nobody owns, full or not. The array is replaced, never changed, and stays the same
   * object while backends only fill up and empty, so its identity is a version.
   */
  get fit(): readonly Backend[] {
    return this.members;
  }

  /** How many of them are not full. */
  get free(): number {
    return this.unoccupied;
  }

  /** Those that are not full: `fit` itself when nobody is. */
  get available(): readonly Backend[] {
    this.list ??=
      this.unoccupied === this.members.length
        ? this.members
        : this.members.filter((backend) => !backend.isFull);
    return this.list;
  }

  /** Replaces those that are fit. */
  set(fit: readonly Backend[]): void {
    this.members = fit;
    this.unoccupied = fit.reduce((count, backend) => count + Number(!backend.isFull), 0);
    this.list = undefined;
  }

  /** One of them has become full (-1), or has ceased to be (1). */
  count(change: 1 | -1): void {
    this.unoccupied += change;
    this.list = undefined;
  }
}
