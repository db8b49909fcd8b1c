import { type ProxyError } from '../../data-plane/errors/proxy.error';

/** Answers that prove an ejected backend. */
export const TRIAL_RESPONSES = 5;
/** Probes that must have passed since it could not be connected to. */
const PASSES = 2;

/** How long a backend stays out. */
export interface EjectionTimes {
  readonly baseEjectionTime: number;
  readonly maxEjectionTime: number;
}

/**
 * Where one backend stands with its pool: it serves, is out for a time, or is on trial. Each time it fails again the next
 * time out is longer; each time as long as the first that it serves well takes one of them off.
 */
export class Ejection {
  phase: 'serving' | 'out' | 'trial' = 'serving';
  /** Good answers of the present trial. */
  passed = 0;
  private times = 0;
  private until = 0;
  private returnedAt = 0;
  private isUnreachable = false;
  private passesBefore = 0;

  /**
   * It goes out, for the returned number of milliseconds.
   *
   * @param passes probes in a row that it had passed up to now.
   */
  begin(now: number, times: EjectionTimes, passes: number, error: ProxyError | undefined): number {
    const served =
      this.phase === 'serving' ? Math.floor((now - this.returnedAt) / times.baseEjectionTime) : 0;
    this.times = Math.max(0, this.times - served) + 1;
    const length = Math.min(times.baseEjectionTime * this.times, times.maxEjectionTime);
    this.until = now + length;
    this.phase = 'out';
    this.isUnreachable = error?.phase === 'connect';
    this.passesBefore = passes;
    return length;
  }

  /**
   * Returns true if the ejection is over: its time has passed, or probes have connected to the backend again.
   */
  isOver(now: number, passes: number): boolean {
    if (now >= this.until) return true;
    const since = passes < this.passesBefore ? passes : passes - this.passesBefore;
    return this.isUnreachable && since >= PASSES;
  }

  beginTrial(): void {
    this.phase = 'trial';
    this.passed = 0;
  }

  end(now: number): void {
    this.phase = 'serving';
    this.returnedAt = now;
  }
}
