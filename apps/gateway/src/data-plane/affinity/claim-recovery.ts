import { type InFlightCreates } from './in-flight-creates';
import { type StickySessionStore } from './sticky-session.store';

/**
 * Makes claims again that the store has lost while what they are for is being created: whoever wants to create the same
 * meanwhile would find nobody, and no backend would know of it yet.
 */
export class ClaimRecovery {
  constructor(
    private readonly store: StickySessionStore,
    private readonly creates: InFlightCreates,
  ) {
    store.whenAllLost(() => this.makeAgain());
  }

  private makeAgain(): void {
    for (const [key, backendId] of this.creates.proven()) {
      // If the store is gone again, there will be another loss to hear of.
      this.claim(key, backendId).catch(() => undefined);
    }
  }

  /** A claim that somebody else has made since then is taken from them: what it is for has not been sent yet. */
  private async claim(key: string, backendId: string): Promise<void> {
    const { session } = await this.store.claim(key, backendId);
    if (session.state === 'claimed' && session.backendId !== backendId)
      await this.store.move(session, backendId, 'claim');
  }
}
