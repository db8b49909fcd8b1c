import { Clock, type Timer } from '../../apps/gateway/src/platform/clock';

interface Pending {
  at: number;
  readonly every: number | undefined;
  readonly callback: () => void;
}

/** Time that stands still until a test moves it. */
export class FakeClock extends Clock {
  private time = 0;
  private readonly pending = new Set<Pending>();

  /** @param wallTimeAtStart milliseconds since 1970 at the moment zero of `now()`. */
  constructor(private wallTimeAtStart = Date.UTC(2030, 0, 1)) {
    super();
  }

  now(): number {
    return this.time;
  }

  /** The machine's clock is set, forward or back: `now()` does not notice. */
  setBy(milliseconds: number): void {
    this.wallTimeAtStart += milliseconds;
  }

  wallTime(): number {
    return this.wallTimeAtStart + this.time;
  }

  after(milliseconds: number, callback: () => void): Timer {
    return this.add({ at: this.time + milliseconds, every: undefined, callback });
  }

  every(milliseconds: number, callback: () => void): Timer {
    return this.add({ at: this.time + milliseconds, every: milliseconds, callback });
  }

  /** Timers that have not been cancelled and are still to ring. */
  get timers(): number {
    return this.pending.size;
  }

  /** Moves time on; each timer rings at its own moment, in order. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (let next = this.next(until); next !== undefined; next = this.next(until)) {
      this.time = next.at;
      if (next.every === undefined) this.pending.delete(next);
      else next.at += next.every;
      next.callback();
    }
    this.time = until;
  }

  private next(until: number): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.pending) {
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }

  private add(timer: Pending): Timer {
    this.pending.add(timer);
    return { cancel: () => void this.pending.delete(timer) };
  }
}
