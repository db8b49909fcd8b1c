import { type SessionOrigin, stateAfter, type StickySession } from '../../sticky-session';

const RECORD = /^(\d{1,16}) (claim|create|learn|locate|operator) (\d{1,16}) (\d{1,16}) (.+)$/s;

/** A session as Redis keeps it: version, origin, the two times, and the backend's id, never its address. */
export function written({
  version,
  how,
  createdAt,
  lastUsedAt,
  backendId,
}: Omit<StickySession, 'key'>): string {
  return `${version} ${how} ${createdAt} ${lastUsedAt} ${backendId}`;
}

/** The session that a record stands for; undefined when somebody else has written it. */
export function readRecord(key: string, record: string): StickySession | undefined {
  const parts = RECORD.exec(record);
  if (parts === null) return undefined;
  const how = parts[2] as SessionOrigin;
  return {
    key,
    backendId: parts[5],
    version: Number(parts[1]),
    state: stateAfter(how),
    how,
    createdAt: Number(parts[3]),
    lastUsedAt: Number(parts[4]),
  };
}
