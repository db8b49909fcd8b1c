import { type Backend } from '../../data-plane/upstream/backend';

/** Requests without an answer that make a silence worth noticing. */
const FEWEST = 10;
/** However quick the others are, a pause is no silence before this many milliseconds. */
const SHORTEST_MS = 1_000;
/** How many times as long as the others usually take. */
const FACTOR = 20;

/**
 * Notices a backend that takes requests and answers none, as one does that was stopped: long before the time limits of
 * those requests are over, and although it can still be connected to.
 */
export class NoResponseDetector {
  private responses = -1;
  private requests = 0;
  private since = 0;

  /** True if it has been silent too long by now, given what is usual for the others. */
  look(now: number, { traffic, requests, inFlight }: Backend, usual: number | undefined): boolean {
    if (traffic.totalResponses !== this.responses || inFlight === 0) {
      this.responses = traffic.totalResponses;
      this.requests = requests;
      this.since = now;
    }
    if (usual === undefined || requests - this.requests < FEWEST) return false;
    return now - this.since >= Math.max(SHORTEST_MS, FACTOR * usual);
  }
}
