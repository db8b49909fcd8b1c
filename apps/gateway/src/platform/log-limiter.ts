import { type Clock } from './clock';

/** Equal messages are logged once in this time. */
const INTERVAL_MS = 10_000;

interface Recent {
  saidAt: number;
  hidden: number;
}

/** Keeps what repeats itself out of the log: one line for each key in ten seconds. Keys come from a bounded set. */
export class LogLimiter {
  private readonly recent = new Map<string, Recent>();

  constructor(private readonly clock: Clock) {}

  /** How many lines were left out before this one; undefined when this one is to be left out, too. */
  admit(key: string): number | undefined {
    const now = this.clock.now();
    const known = this.recent.get(key);
    if (known !== undefined && now - known.saidAt < INTERVAL_MS) {
      known.hidden++;
      return undefined;
    }
    this.recent.set(key, { saidAt: now, hidden: 0 });
    return known?.hidden ?? 0;
  }
}

/** The part of a line that counts the omitted ones. */
export function hiddenText(hidden: number): string {
  return hidden === 0 ? '' : ` (and ${hidden} more times)`;
}
