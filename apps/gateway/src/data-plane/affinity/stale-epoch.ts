import { type Clock } from '../../platform/clock';
import { headerValue } from '../http/request-values';
import { type StickySessionStore } from './sticky-session.store';
import { type StickySession } from './sticky-session';

/** Milliseconds between two looks at the session. */
const SHORTEST_PAUSE = 10;
const LONGEST_PAUSE = 100;

/** How a newer session is waited for. */
interface Waiting {
  readonly store: StickySessionStore;
  readonly clock: Clock;
  /** Milliseconds after which no gateway moves the resource any longer. */
  readonly patience: number;
}

/**
 * Returns the epoch that a backend names in a refusal (421) of an outdated request; undefined if the response is no such
 * refusal. A refusal of an epoch that is not older than its own would make no sense.
 */
export function staleEpochIn(headers: readonly string[], sent: number | undefined): number | undefined {
  if (sent === undefined) return undefined;
  const text = headerValue(headers, 'x-owner-epoch');
  const seen = text === undefined || !/^\d{1,16}$/.test(text) ? NaN : Number(text);
  return seen > sent ? seen : undefined;
}

/**
 * Returns the session that stands for the key of an outdated one, as soon as it is at least as new as the epoch that its
 * owner has seen. If none comes in time, the gateway that began to move the resource has given up: the session is then renewed at its
 * owner. Undefined if there is no session any longer.
 */
export async function sessionSince(
  seen: number,
  { key }: StickySession,
  { store, clock, patience }: Waiting,
): Promise<StickySession | undefined> {
  const until = clock.now() + patience;
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    const standing = await store.findFresh(key);
    if (standing === undefined || standing.generation >= seen) return standing;
    if (clock.now() >= until) {
      const origin = standing.state === 'claimed' ? 'claim' : standing.origin;
      return (await store.move(standing, standing.backendId, origin)) ?? (await store.findFresh(key));
    }
    await new Promise<void>((resolve) => clock.after(pause, resolve));
  }
}
