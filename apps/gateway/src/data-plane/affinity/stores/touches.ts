import { type Clock } from '../../../platform/clock';
import { type StickySession } from '../sticky-session';

/** Touches are sent together, once in this many milliseconds. */
const SEND_INTERVAL = 250;

/** A touch beyond this number waits for the next use of its session. */
const MAX_WAITING = 10_000;

/** Sessions whose use is to be noted, collected off the way of the requests. */
export class Touches {
  private readonly waiting = new Map<string, StickySession>();
  private isDue = false;

  constructor(
    private readonly clock: Clock,
    private readonly send: (session: StickySession) => void,
  ) {}

  /** False when there are too many. */
  add(session: StickySession): boolean {
    if (this.waiting.size >= MAX_WAITING && !this.waiting.has(session.key)) return false;
    this.waiting.set(session.key, session);
    if (!this.isDue) this.clock.after(SEND_INTERVAL, () => this.sendAll());
    this.isDue = true;
    return true;
  }

  /** Sends what is waiting, at once. */
  sendAll(): void {
    this.isDue = false;
    const sessions = [...this.waiting.values()];
    this.waiting.clear();
    for (const session of sessions) this.send(session);
  }
}
