import { LEASE_MS, type SessionOrigin, stateAfter, type StickySession } from './sticky-session';

/** The moment of a change by the clock of the store. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** An epoch above every epoch that the store has given out for the key. */
  epochAfter(standing: StickySession | undefined): number;
}

/** How a creating request ended. */
export type CreateResult =
  /** The backend has created the resource. An earlier attempt may be processed after it, and create the resource again. */
  | { readonly kind: 'created'; readonly backendId: string; readonly afterUnknown: boolean }
  /** The backend has refused with a complete response, or never got the request. */
  | { readonly kind: 'refused' }
  /** The backend may have created the resource, now or later. */
  | { readonly kind: 'unknown' };

/** The share of one process in a key: the session of its creating requests, and their number. */
export interface HeldLease {
  readonly session: StickySession;
  readonly requests: number;
  /**
   * True if it replaces an unproven claim of another backend, because a request is already on its way to this
   * one.
   */
  readonly takesOver: boolean;
}

/** The state after a creating request has ended. */
export interface Settled {
  /** Undefined if the session is deleted. */
  readonly session: StickySession | undefined;
  /** True if the resource was created on a backend that cannot become the owner. */
  readonly isConflict: boolean;
}

/**
 * Returns true if a creating request is under way. A lease that ends too far in the future was given before the
 * clock of the store was set back, and counts as run out.
 */
export function isLeased(
  { pending, pendingUntil }: Pick<StickySession, 'pending' | 'pendingUntil'>,
  now: number,
): boolean {
  return pending > 0 && pendingUntil > now && pendingUntil <= now + 2 * LEASE_MS;
}

/** A session of a key that has none. */
export function claimed(key: string, backendId: string, origin: SessionOrigin, at: Moment): StickySession {
  const epoch = at.epochAfter(undefined);
  return {
    key,
    backendId,
    epoch,
    generation: epoch,
    state: stateAfter(origin),
    origin,
    proven: false,
    uncertain: false,
    pending: 0,
    pendingUntil: 0,
    createdAt: at.now,
    lastUsedAt: at.now,
  };
}

/** A creating request joins the session, or claims the key for `backendId`. */
export function begun(
  standing: StickySession | undefined,
  key: string,
  backendId: string,
  at: Moment,
): StickySession {
  if (standing === undefined) return leased(claimed(key, backendId, 'claim', at), 1, at);
  return withHolders(standing, 1, at);
}

/** The session for creating requests that are still under way. Its backend is another one if they have lost the key. */
export function renewed(standing: StickySession | undefined, held: HeldLease, at: Moment): StickySession {
  const { session, requests, takesOver } = held;
  const { key, backendId, proven, generation } = session;
  if (standing === undefined) {
    return leased({ ...claimed(key, backendId, 'claim', at), proven }, requests, at);
  }
  if (standing.backendId === backendId) {
    const isCounted = standing.generation === generation && isLeased(standing, at.now);
    if (isCounted) return leased(standing, Math.max(standing.pending, requests), at);
    return withHolders(standing, requests, at);
  }
  if (!takesOver || standing.state !== 'claimed' || standing.proven) return standing;
  return leased({ ...rebound(standing, backendId, 'claim', at), proven }, requests, at);
}

/** Notes that the resource is on no other backend. If another session stands, the creating request begins there. */
export function proved(
  standing: StickySession | undefined,
  session: StickySession,
  at: Moment,
): StickySession {
  return standing?.generation === session.generation && isLeased(standing, at.now)
    ? { ...standing, proven: true }
    : begun(standing, session.key, session.backendId, at);
}

/** A creating request has ended that began under `session`. Undefined if nothing changes. */
export function settled(
  standing: StickySession | undefined,
  session: StickySession,
  result: CreateResult,
  at: Moment,
): Settled | undefined {
  if (result.kind === 'unknown') return uncertainAfter(standing, session, at);
  const rest = standing && withoutHolder(standing, session, at);
  if (result.kind === 'created') {
    const after = createdAfter(rest, session, result.backendId, at);
    if (!result.afterUnknown || after.isConflict) return after;
    // The lease protects the session until the earlier attempt can no longer be processed.
    const sameStep: Moment = { now: at.now, epochAfter: () => after.session.epoch };
    return { session: withHolders(after.session, 1, sameStep), isConflict: false };
  }
  if (standing === undefined || rest === undefined || rest === standing) return undefined;
  const isUnused = rest.pending === 0 && rest.state === 'claimed' && !rest.uncertain;
  return { session: isUnused ? undefined : rest, isConflict: false };
}

/** The session at another owner. Undefined if the move is refused. */
export function moved(
  standing: StickySession | undefined,
  session: StickySession,
  move: { readonly backendId: string; readonly origin: SessionOrigin; readonly holds: number },
  at: Moment,
): StickySession | undefined {
  if (standing?.epoch !== session.epoch) return undefined;
  const pending = isLeased(standing, at.now) ? standing.pending : 0;
  if (pending > move.holds) return undefined;
  const next = rebound(standing, move.backendId, move.origin, at);
  // A proof ends the claims of those who hold the key. They begin again at the owner.
  return pending > 0 && move.origin === 'claim' ? leased(next, pending, at) : next;
}

/** The session with a proof that its backend owns the resource. Undefined if another session stands. */
export function confirmed(
  standing: StickySession | undefined,
  { generation, backendId }: StickySession,
  origin: SessionOrigin,
  at: Moment,
): StickySession | undefined {
  if (standing?.generation !== generation || standing.backendId !== backendId) return undefined;
  return {
    ...standing,
    epoch: at.epochAfter(standing),
    state: stateAfter(origin),
    origin,
    uncertain: false,
    lastUsedAt: at.now,
  };
}

/** Returns true if a proof that was made under `session` allows its deletion. */
export function mayForget(
  standing: StickySession | undefined,
  { epoch }: StickySession,
  now: number,
): standing is StickySession {
  return standing?.epoch === epoch && !isLeased(standing, now);
}

function uncertainAfter(
  standing: StickySession | undefined,
  session: StickySession,
  at: Moment,
): Settled | undefined {
  const { key, backendId } = session;
  if (standing === undefined) {
    const claim = leased(claimed(key, backendId, 'claim', at), 1, at);
    return { session: { ...claim, uncertain: true }, isConflict: false };
  }
  if (standing.backendId !== backendId) return undefined;
  const isCounted = standing.generation === session.generation && isLeased(standing, at.now);
  const next = isCounted ? { ...standing, epoch: at.epochAfter(standing) } : withHolders(standing, 1, at);
  return { session: { ...next, uncertain: true }, isConflict: false };
}

function createdAfter(
  rest: StickySession | undefined,
  { key }: StickySession,
  backendId: string,
  at: Moment,
): Settled & { readonly session: StickySession } {
  if (rest === undefined) return { session: claimed(key, backendId, 'create', at), isConflict: false };
  if (rest.backendId === backendId) {
    const session = { ...rest, epoch: at.epochAfter(rest), lastUsedAt: at.now };
    return {
      session: { ...session, state: 'confirmed', origin: 'create', uncertain: false },
      isConflict: false,
    };
  }
  if (isLeased(rest, at.now)) return { session: rest, isConflict: true };
  return { session: rebound(rest, backendId, 'create', at), isConflict: false };
}

/** A new binding that keeps only the time of creation. */
function rebound(
  standing: StickySession,
  backendId: string,
  origin: SessionOrigin,
  at: Moment,
): StickySession {
  const epoch = at.epochAfter(standing);
  const { key, createdAt } = standing;
  return { ...claimed(key, backendId, origin, at), epoch, generation: epoch, createdAt };
}

function leased(session: StickySession, pending: number, { now }: Moment): StickySession {
  return { ...session, pending, pendingUntil: now + LEASE_MS, lastUsedAt: now };
}

/**
 * Returns the session with more creating requests. If an earlier lease has run out, the number of its remaining
 * requests is unknown: the session gets a new generation, and the processes that still hold the key are counted
 * when they renew.
 */
function withHolders(standing: StickySession, requests: number, at: Moment): StickySession {
  const epoch = at.epochAfter(standing);
  if (isLeased(standing, at.now)) return leased({ ...standing, epoch }, standing.pending + requests, at);
  const generation = standing.pending > 0 ? epoch : standing.generation;
  return leased({ ...standing, epoch, generation }, requests, at);
}

/** The session with one creating request less. The same if the request is not one of those that it counts. */
function withoutHolder(standing: StickySession, session: StickySession, { now }: Moment): StickySession {
  if (standing.generation !== session.generation || !isLeased(standing, now)) return standing;
  const pending = standing.pending - 1;
  return { ...standing, pending, pendingUntil: pending === 0 ? 0 : standing.pendingUntil };
}
