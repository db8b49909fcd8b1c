import { type Clock, type Timer } from './clock';

/** Something that ends by itself unless it gets on: `Infinity` while nothing is due. */
export interface Expiring {
  /** When `expire` is due, on the monotonic clock of the `Deadlines` it was added to. */
  deadline: number;
  expire(): void;
}

/** How often deadlines are looked at, in milliseconds: no limit is kept more exactly than that. */
export const DEADLINE_RESOLUTION = 25;

/**
 * Watches many deadlines with one timer. Moving a deadline is one assignment, which is what makes a time limit on
 * every phase of every request affordable; a timer each would cost more than the request's parsing.
 */
export class Deadlines {
  private readonly watched = new Set<Expiring>();
  private timer: Timer | undefined;
  /** The monotonic time of the last look: late by at most the resolution, and free to read. */
  now: number;

  constructor(private readonly clock: Clock) {
    this.now = clock.now();
  }

  add(entry: Expiring): void {
    this.watched.add(entry);
    if (this.timer !== undefined) return;
    this.now = this.clock.now();
    this.timer = this.clock.every(DEADLINE_RESOLUTION, () => this.sweep());
  }

  remove(entry: Expiring): void {
    this.watched.delete(entry);
  }

  /** The time of this moment, for what is not on the path of every request. */
  nowFresh(): number {
    return this.clock.now();
  }

  get size(): number {
    return this.watched.size;
  }

  private sweep(): void {
    this.now = this.clock.now();
    for (const entry of this.watched) {
      if (entry.deadline <= this.now) entry.expire();
    }
    if (this.watched.size === 0) {
      this.timer?.cancel();
      this.timer = undefined;
    }
  }
}
