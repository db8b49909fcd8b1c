import { type Backend } from './backend';

/**
 * The backends of a pool that take turns together: its regular ones, or its backups.
 *
 * With small limits, every request makes a backend full or free. So the tier only counts free backends, at the
 * same cost for four and for a thousand, and lists them when the list is read.
 */
export class PriorityTier {
  private members: readonly Backend[] = [];
  private unoccupied = 0;
  private list: readonly Backend[] | undefined;

  /**
   * Backends that may get requests without an owner, full or not. The array is replaced, never changed. It
   * stays the same object while backends only become full or free, so its identity is a version.
   */
  get fit(): readonly Backend[] {
    return this.members;
  }

  /** How many of them are not full. */
  get free(): number {
    return this.unoccupied;
  }

  /** Backends that are not full: `fit` itself if none is full. */
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
