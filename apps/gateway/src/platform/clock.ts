/**
 * The clock of the gateway: an interface, so that tests can control it. `now()` is monotonic: it never jumps when the
 * clock of the machine is set. Use `wallTime()` only for times that people or other machines read.
 */
export abstract class Clock {
  /** Milliseconds since an arbitrary moment, with fractions, never going back. */
  abstract now(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  abstract wallTime(): number;
  /** Calls back once after `milliseconds`. Does not keep the process alive. */
  abstract after(milliseconds: number, callback: () => void): Timer;
  /** Calls back every `milliseconds` until cancelled. Does not keep the process alive. */
  abstract every(milliseconds: number, callback: () => void): Timer;
}

/** A pending call of a Clock. */
export interface Timer {
  cancel(): void;
}
