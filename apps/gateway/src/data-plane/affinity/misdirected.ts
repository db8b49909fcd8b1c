import { OwnerUnavailableError } from '../errors/availability.errors';
import { headerValue } from '../http/request-values';
import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';
import { type AffinityContext } from './affinity-context';
import { type PendingCreate } from './pending-create';
import { type StickySession } from './sticky-session';

/** Milliseconds between two looks at the session. */
const SHORTEST_PAUSE = 10;
const LONGEST_PAUSE = 100;

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
 * Returns the backend that a refusal (421) names as the owner; undefined if it names none, or itself.
 *
 * @throws OwnerUnavailableError if that backend serves no requests.
 */
export function replayBackend(headers: readonly string[], pool: Pool, by: Backend): Backend | undefined {
  const id = headerValue(headers, 'x-replay-backend');
  const named = id === undefined ? undefined : pool.find(id);
  if (named === undefined || named === by) return undefined;
  if (!named.acceptsOwnedRequests) throw new OwnerUnavailableError();
  return named;
}

/**
 * Returns the session under which a refused request is sent again: its owner has seen a later epoch, since the resource has
 * another owner by now, or will have, or the gateway that began to move it has given up. If no newer session comes within
 * `patience` milliseconds, the session is renewed at its owner. Undefined if there is no session any longer.
 */
export async function newerSession(
  seen: number,
  session: StickySession,
  create: PendingCreate | undefined,
  context: AffinityContext,
  patience: number,
): Promise<StickySession | undefined> {
  // The lease would keep the resource from being moved.
  await create?.settle({ kind: 'refused' });
  const standing = await sessionSince(seen, session.key, context, patience);
  if (standing === undefined || create === undefined) return standing;
  const joined = await create.join(standing);
  create.send();
  return joined;
}

async function sessionSince(
  seen: number,
  key: string,
  { store, clock }: AffinityContext,
  patience: number,
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
