import { type Backend } from '../upstream/backend';
import { weightOf } from '../hashing/weight';

/** How much of its fair share of all requests in flight a backend may carry. */
const FACTOR = 1.25;

/**
 * Keeps every backend below 125 % of its fair share (Mirrokni, Thorup, Zadimoghaddam: "Consistent Hashing with Bounded
 * Loads"). Shares are rounded up, so that a backend may always carry one request.
 */
export class LoadBound {
  private readonly weight: number;
  private inFlight = 0;
  private picksUntilCount = 0;

  constructor(private readonly members: readonly Backend[]) {
    this.weight = members.reduce((sum, member) => sum + weightOf(member), 0);
  }

  /** To be called once for every pick, before `admits`: the request in question is counted in. */
  next(): void {
    this.inFlight += 1;
    if (this.picksUntilCount-- > 0) return;
    // Four looks a pick, however many there are; what ends meanwhile is missed, at most a quarter of a request each.
    this.picksUntilCount = (this.members.length >> 2) - 1;
    this.inFlight = 1;
    for (const member of this.members) this.inFlight += member.inFlight;
  }

  /** True if the backend may carry one request more. */
  admits(member: Backend): boolean {
    return member.inFlight < Math.ceil((FACTOR * this.inFlight * weightOf(member)) / this.weight);
  }
}
