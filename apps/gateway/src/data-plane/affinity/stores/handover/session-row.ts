import { type SessionOrigin, stateAfter } from '../../sticky-session';
import { type HandedSession } from '../memory/session-snapshot';

/** A session on its way to another process, or only the key of one that was deleted. */
export type SessionRow =
  | readonly [
      key: string,
      backendId: string,
      origin: SessionOrigin,
      createdAt: number,
      lastUsedAt: number,
      isRegular: boolean,
      epoch: number,
      generation: number,
      proven: boolean,
      uncertain: boolean,
      pending: number,
      pendingUntil: number,
    ]
  | readonly [string];

export function rowOf(session: HandedSession): SessionRow {
  const { key, backendId, origin, createdAt, lastUsedAt, isRegular } = session;
  const { epoch, generation, proven, uncertain, pending, pendingUntil } = session;
  const binding = [epoch, generation, proven, uncertain, pending, pendingUntil] as const;
  return [key, backendId, origin, createdAt, lastUsedAt, isRegular, ...binding];
}

/** Undefined if the key has no session any more. */
export function sessionIn(row: SessionRow): HandedSession | undefined {
  if (row.length === 1) return undefined;
  const [key, backendId, origin, createdAt, lastUsedAt, isRegular, epoch, generation, ...lease] = row;
  const [proven, uncertain, pending, pendingUntil] = lease;
  const binding = { epoch, generation, state: stateAfter(origin), proven, uncertain, pending, pendingUntil };
  return { key, backendId, origin, createdAt, lastUsedAt, isRegular, ...binding };
}
