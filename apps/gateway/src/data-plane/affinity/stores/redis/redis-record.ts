import { ORIGINS, stateAfter, type StickySession } from '../../sticky-session';

const NUMBER = '(\\d{1,16})';
/** Epoch, generation, origin, flags, pending, end of the lease, the two times, and the id of the backend. */
const RECORD = new RegExp(
  `^${NUMBER} ${NUMBER} (${ORIGINS.join('|')}) ([0-3]) ${[NUMBER, NUMBER, NUMBER, NUMBER].join(' ')} (.+)$`,
  's',
);

const PROVEN = 1;
const UNCERTAIN = 2;

/** The session that a record stands for; undefined if another program has written it. */
export function readRecord(key: string, record: string): StickySession | undefined {
  const parts = RECORD.exec(record);
  if (parts === null) return undefined;
  const [, epoch, generation, , flags, pending, pendingUntil, createdAt, lastUsedAt] = parts.map(Number);
  const origin = ORIGINS[ORIGINS.indexOf(parts[3] as (typeof ORIGINS)[number])];
  return {
    key,
    backendId: parts[9],
    epoch,
    generation,
    state: stateAfter(origin),
    origin,
    proven: (flags & PROVEN) !== 0,
    uncertain: (flags & UNCERTAIN) !== 0,
    pending,
    pendingUntil,
    createdAt,
    lastUsedAt,
  };
}
