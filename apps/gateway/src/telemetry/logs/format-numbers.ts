const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/** A span of time with two digits behind the point. Whole numbers become text at a quarter of the cost of others. */
export function formatHundredths(milliseconds: number): string {
  const whole = Math.round(milliseconds * 100);
  return `${Math.floor(whole / 100)}.${TWO[whole % 100]}`;
}

/** Writes wall times of one moment after the other; all but the last digits stay the same for a second. */
export class Timestamps {
  private second = -1;
  private text = '';

  /** @param write the part that is the same for a whole second, from a time in seconds since 1970. */
  constructor(private readonly write: (second: number) => string) {}

  /** The part that is the same for all of the second. */
  secondOf(time: number): string {
    const second = Math.floor(time / 1000);
    if (second !== this.second) {
      this.second = second;
      this.text = this.write(second);
    }
    return this.text;
  }

  /** The same, and three digits behind it. */
  millisecondOf(time: number): string {
    return this.secondOf(time) + THREE[Math.floor(time) % 1000];
  }
}
