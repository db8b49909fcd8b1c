import { OwnerUnavailableError } from './errors/availability.errors';
import { type MaybePromise, whenReady } from '../platform/maybe-promise';
import { type Balancer } from './balancing/balancer';
import { type Exchange } from './exchange/exchange';
import { type Placement } from './exchange/placement';
import { mustWaitForMove, mustWaitForOwner, waitForMove, waitForOwner } from './owner-wait';
import { type Backend } from './upstream/backend';

/**
 * Where the next attempt goes: to the owner, after a wait for it where the rule says so; else to the backend whose turn it
 * is, after the resource is claimed for it.
 *
 * @param hasTurn true if the request has waited, and the owner was back.
 * @throws what the balancer and a claim throw.
 */
export function selectBackend(
  exchange: Exchange,
  balancer: Balancer,
  hasTurn = false,
): MaybePromise<Backend> {
  const { ownerWait } = exchange.placement;
  if (ownerWait !== undefined && mustWaitForMove(exchange, ownerWait))
    return waitForMove(exchange, ownerWait).then(() => selectBackend(exchange, balancer));
  if (ownerWait !== undefined && mustWaitForOwner(exchange, ownerWait, hasTurn))
    return waitForOwner(exchange, ownerWait).then((isBack) => selectBackend(exchange, balancer, isBack));
  const { failedBackends, possiblyProcessedBy, lastFailure } = exchange.attempts;
  const { owner, tracker, mayFallback } = exchange.placement;
  if (owner !== undefined && !failedBackends.includes(owner)) return balancer.whenFree(exchange, owner);
  // A search has found the owner among the backends that have failed already: no other backend may respond instead.
  if (owner !== undefined && !mayFallback) throw lastFailure ?? new OwnerUnavailableError();
  if (owner !== undefined && tracker !== undefined) exchange.place(tracker.onOwnerAbandoned());
  const { claim } = exchange.placement;
  // If the resource may exist on one backend already, another backend must not create it.
  if (claim?.isCreated === true && possiblyProcessedBy !== undefined) return possiblyProcessedBy;
  const turn = balancer.pick(exchange);
  if (claim === undefined) return turn;
  return whenReady(turn, (backend) =>
    whenReady(claim.claimFor(backend), (placement) => settle(exchange, placement, backend)),
  );
}

/** The claim stands for the backend, or for the owner that the placement names. */
function settle(exchange: Exchange, placement: Placement, backend: Backend): Backend {
  exchange.place(placement);
  return placement.owner ?? backend;
}
