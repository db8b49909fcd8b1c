import { type HandedSession } from './session-snapshot';

/**
 * Sessions of a snapshot that does not name their pools, of rules that several pools use. Each waits until a route asks for
 * it. Their number never grows.
 */
export class UnplacedSessions {
  private readonly sessions = new Map<string, HandedSession>();

  get size(): number {
    return this.sessions.size;
  }

  add(rule: string, value: string, session: HandedSession): void {
    this.sessions.set(`${rule}/${value}`, session);
  }

  take(rule: string, value: string): HandedSession | undefined {
    const key = `${rule}/${value}`;
    const session = this.sessions.get(key);
    if (session !== undefined) this.sessions.delete(key);
    return session;
  }
}
