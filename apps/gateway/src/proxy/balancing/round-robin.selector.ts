import { Injectable, Scope } from '@nestjs/common';
import { type Backend } from '../../upstream/backend';
import { BackendSelector } from './backend.selector';
import { Candidates } from './candidates';

/** One turn each, in the order of the configuration; weights count only in that 0 takes no turn. */
@Injectable({ scope: Scope.TRANSIENT })
export class RoundRobinSelector extends BackendSelector {
  readonly name = 'round-robin';
  private readonly candidates = new Candidates();
  private turn = 0;

  select(available: readonly Backend[]): Backend | undefined {
    const candidates = this.candidates.of(available);
    if (candidates.length === 0) return undefined;
    const chosen = candidates[this.turn % candidates.length];
    // Counts turns, not positions, so a shrinking pool cannot put it out of range.
    this.turn = (this.turn + 1) >>> 0;
    return chosen;
  }
}
