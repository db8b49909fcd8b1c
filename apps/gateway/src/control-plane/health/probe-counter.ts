import { type BackendHealth } from '../../data-plane/upstream/backend-state';
import { type ProbeResult } from './probe';

/** How many results in a row make a difference. */
export interface ProbeLimits {
  readonly fall: number;
  readonly rise: number;
}

/**
 * Makes health out of the results of probes: one failure is an accident, several in a row are not. Who is not known yet
 * becomes healthy with the first pass, since nothing has spoken against it.
 */
export class ProbeCounter {
  /** Results in a row of the present kind; one of them is 0. */
  passes = 0;
  failures = 0;

  constructor(private health: BackendHealth) {}

  /** @returns what the backend is now. */
  note(result: ProbeResult, { fall, rise }: ProbeLimits): BackendHealth {
    if (result.kind === 'failed') {
      this.passes = 0;
      this.failures++;
      if (this.failures >= fall) this.health = 'unhealthy';
    } else {
      this.failures = 0;
      this.passes++;
      if (this.passes >= rise || this.health === 'unknown') this.health = 'healthy';
    }
    return this.health;
  }

  /** True if the next results may change what the backend is. */
  get isUndecided(): boolean {
    if (this.health === 'unhealthy') return this.passes > 0;
    return this.health === 'unknown' || this.failures > 0;
  }
}
