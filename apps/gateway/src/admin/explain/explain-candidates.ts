import { type ExplainedCandidate } from '@app/contracts';
import { type Backend } from '../../data-plane/upstream/backend';
import { type BackendState } from '../../data-plane/upstream/backend-state';
import { type Pool } from '../../data-plane/upstream/pool';

/** Why a backend in this state gets no requests without an owner. */
const TROUBLES: Readonly<Record<BackendState, string>> = {
  disabled: 'an operator has disabled it',
  draining: 'it gets no new requests',
  unhealthy: 'its probes fail',
  ejected: 'too many of its requests fail',
  full: 'it has as many requests as `maxInFlight` allows',
  healthy: 'it has not passed a probe yet',
  unknown: 'it has not passed a probe yet',
};

/** Every backend of the pool, for a resource with an owner. */
export function byOwner(pool: Pool, ownerId: string): ExplainedCandidate[] {
  return pool.backends.map((backend) => {
    if (backend.id !== ownerId) return candidate(backend, false, 'it is not the owner');
    if (backend.acceptsOwnedRequests) return candidate(backend, true, 'it is the owner');
    return candidate(backend, false, `it is the owner, but ${TROUBLES[backend.state]}`);
  });
}

/** Every backend of the pool, where it is a matter of turns. */
export function byTurns(pool: Pool, prospects: readonly Backend[]): ExplainedCandidate[] {
  const available = new Set(pool.available);
  return pool.backends.map((backend) => {
    if (prospects.includes(backend))
      return candidate(
        backend,
        true,
        prospects.length === 1 ? 'it is selected' : 'it can be selected at random',
      );
    if (available.has(backend))
      return candidate(
        backend,
        true,
        backend.weight === 0 ? 'its weight is 0' : 'it is not selected this time',
      );
    if (backend.isAvailable) return candidate(backend, false, 'it is a backup');
    return candidate(backend, false, TROUBLES[backend.state]);
  });
}

function candidate(
  { id, state, weight, inFlight }: Backend,
  eligible: boolean,
  reason: string,
): ExplainedCandidate {
  return { id, state, weight, inFlight, eligible, reason };
}
