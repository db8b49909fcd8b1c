/**
 * Time, as the gateway knows it: a port, so that tests turn the hands themselves.
 *
 * `now()` is monotonic: it never jumps when somebody sets the machine's clock. Use `wallTime()` only for
 * moments that people or other machines read.
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
