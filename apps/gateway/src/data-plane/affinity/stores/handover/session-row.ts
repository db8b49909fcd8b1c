import { type SessionOrigin } from '../../sticky-session';
import { type HandedSession } from '../memory/session-snapshot';

/** A session as it crosses to another process, or the key of one that is there no more. */
export type SessionRow =
  readonly [string, string, SessionOrigin, number, number, 0 | 1, number] | readonly [string];

export function rowOf(session: HandedSession): SessionRow {
  const { key, backendId, how, createdAt, lastUsedAt, isRegular, version } = session;
  return [key, backendId, how, createdAt, lastUsedAt, isRegular ? 1 : 0, version];
}

/** Undefined when there is no session of the key any more. */
export function sessionIn(row: SessionRow): HandedSession | undefined {
  if (row.length === 1) return undefined;
  const [key, backendId, how, createdAt, lastUsedAt, regular, version] = row;
  return { key, backendId, how, createdAt, lastUsedAt, isRegular: regular === 1, version };
}
