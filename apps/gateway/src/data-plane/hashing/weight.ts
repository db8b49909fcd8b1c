import { type Backend } from '../upstream/backend';

/** The weight a candidate counts with: its own, or 1 where all candidates have none. */
export function weightOf(candidate: Backend): number {
  return candidate.weight > 0 ? candidate.weight : 1;
}
