import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../../ports/clock';
import { type Claim, StickySessionStore } from '../../sticky-session.store';
import { type SessionState, type StickySession } from '../../sticky.session';

/** How many sessions are kept, and for how many milliseconds without a request. */
export interface StoreLimits {
  readonly max: number;
  readonly idle: number;
}

/** Moving a session to the young end on every request would cost more than the order is worth. */
const TOUCH_INTERVAL_MS = 1_000;

/** Sticky sessions in this process: bounded in number, forgotten when idle, the longest unused first to go. */
@Injectable()
export class MemoryStickySessionStore extends StickySessionStore {
  limits: StoreLimits = { max: 1_000_000, idle: 24 * 3600 * 1000 };
  /** In the order of their last use, oldest first. */
  private readonly sessions = new Map<string, StickySession>();
  private readonly owned = new Map<string, number>();
  private versions = 0;

  constructor(@Inject(Clock) private readonly clock: Clock) {
    super();
  }

  get size(): number {
    return this.sessions.size;
  }

  find(key: string): StickySession | undefined {
    const session = this.sessions.get(key);
    if (session === undefined || !this.isIdle(session)) return session;
    this.delete(session);
    return undefined;
  }

  claim(key: string, backendId: string): Claim {
    const standing = this.find(key);
    if (standing !== undefined) return { session: standing, won: false };
    this.makeRoom();
    return { session: this.put(key, backendId, 'claimed', this.clock.now()), won: true };
  }

  confirm(session: StickySession): boolean {
    if (!this.stands(session)) return false;
    this.replace(session, session.backendId, 'confirmed');
    return true;
  }

  touch(session: StickySession): void {
    const now = this.clock.now();
    if (now - session.lastUsedAt < TOUCH_INTERVAL_MS || !this.stands(session)) return;
    session.lastUsedAt = now;
    this.sessions.delete(session.key);
    this.sessions.set(session.key, session);
  }

  move(session: StickySession, toBackendId: string): StickySession | undefined {
    return this.stands(session) ? this.replace(session, toBackendId, session.state) : undefined;
  }

  forget(session: StickySession): boolean {
    const stands = this.stands(session);
    if (stands) this.delete(session);
    return stands;
  }

  counts(): ReadonlyMap<string, number> {
    return this.owned;
  }

  private stands(session: StickySession): boolean {
    return this.sessions.get(session.key)?.version === session.version;
  }

  private isIdle(session: StickySession): boolean {
    return this.clock.now() - session.lastUsedAt > this.limits.idle;
  }

  private makeRoom(): void {
    for (const oldest of this.sessions.values()) {
      if (this.sessions.size < this.limits.max && !this.isIdle(oldest)) return;
      this.delete(oldest);
    }
  }

  private replace(session: StickySession, backendId: string, state: SessionState): StickySession {
    this.delete(session);
    return this.put(session.key, backendId, state, session.createdAt);
  }

  private put(key: string, backendId: string, state: SessionState, createdAt: number): StickySession {
    const session = {
      key,
      backendId,
      version: ++this.versions,
      state,
      createdAt,
      lastUsedAt: this.clock.now(),
    };
    this.sessions.set(key, session);
    this.owned.set(backendId, (this.owned.get(backendId) ?? 0) + 1);
    return session;
  }

  private delete(session: StickySession): void {
    this.sessions.delete(session.key);
    const left = this.owned.get(session.backendId)! - 1;
    if (left === 0) this.owned.delete(session.backendId);
    else this.owned.set(session.backendId, left);
  }
}
