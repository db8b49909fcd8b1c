import { type Clock } from '../ports/clock';
import { type Exchange } from './exchange';

/** The header that tells which way a request went, and why. */
export const DECISION_HEADER = 'X-Gateway-Decision';

/** Its value: `rule=items; backend=b2; reason=owner; age=31s`; the age is how long the owner has been known. */
export function decisionText(exchange: Exchange, clock: Clock): string {
  const { rule, reason, ownedSince } = exchange;
  const backend = exchange.answeredBy ?? exchange.owner;
  const parts = [`reason=${reason}`];
  if (backend !== undefined) parts.unshift(`backend=${backend.id}`);
  if (rule !== undefined) parts.unshift(`rule=${rule}`);
  if (ownedSince !== undefined) {
    parts.push(`age=${Math.max(0, Math.floor((clock.wallTime() - ownedSince) / 1000))}s`);
  }
  return parts.join('; ');
}
