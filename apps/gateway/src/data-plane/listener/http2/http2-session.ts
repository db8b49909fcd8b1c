import { type ServerHttp2Session } from 'node:http2';

/** The native handle of a session, which Node does not make public. */
interface SessionHandle {
  hasPendingData?(): boolean;
}

/**
 * Returns true if the session neither reads nor writes any more, as after a protocol error of the client (RFC
 * 9113 §5.4.1). Newer versions of Node destroy such a session. Node 20 keeps it and its streams without an
 * event.
 */
export function isDeaf(session: ServerHttp2Session): boolean {
  return handleOf(session)?.hasPendingData?.() === false;
}

function handleOf(session: ServerHttp2Session): SessionHandle | undefined {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle');
  return key === undefined ? undefined : (session as unknown as Record<symbol, SessionHandle>)[key];
}
