import { OwnerUnavailableError } from './errors/availability.errors';
import { type Exchange } from './exchange/exchange';
import { type OwnerWait } from './exchange/placement';
import { type WaitResult } from './upstream/owner-queue-line';

/** The client sends more of a body only when the gateway reads on: so much of it may have arrived. */
const MAX_HELD_BYTES = 64 * 1024;

/**
 * Returns true if the request must wait for its owner, or behind those that wait already.
 *
 * @param hasTurn true if its wait has just ended, because the owner is back.
 */
export function mustWaitForOwner(
  { pool, attempts }: Exchange,
  { backendId, limit }: OwnerWait,
  hasTurn: boolean,
): boolean {
  if (limit === 0) return false;
  const owner = pool.find(backendId);
  if (owner === undefined || !owner.acceptsOwnedRequests || attempts.failedBackends.includes(owner))
    return true;
  return !hasTurn && pool.ownerQueue?.lineFor(backendId) !== undefined;
}

/**
 * Waits for the owner, and places the request again: the resource may have another owner by then.
 *
 * @returns true if the owner is back; false if another backend may respond instead, as the new placement says.
 * @throws OwnerUnavailableError if it is not back in time, or too many requests wait; ClientClosedError.
 */
export async function waitForOwner(exchange: Exchange, wait: OwnerWait): Promise<boolean> {
  const { pool, attempts } = exchange;
  const result = await turnAt(exchange, wait);
  const isBack = result === 'back';
  if (isBack) attempts.forgive(wait.backendId);
  const placement = await wait.placeAgain(!isBack);
  exchange.place(placement);
  const { owner, refusal, mayFallback } = placement;
  const isStillOwner = owner?.id === wait.backendId && !mayFallback;
  if (!isBack && (isStillOwner || refusal instanceof OwnerUnavailableError))
    throw new OwnerUnavailableError({ cause: attempts.lastFailure }, detailOf(result, wait.limit));
  if (refusal !== undefined) throw refusal;
  if (!isBack && owner !== undefined && owner === pool.find(wait.backendId))
    attempts.failedBackends.push(owner);
  return isBack;
}

/** Returns true if the resource of the request is being moved. */
export function mustWaitForMove({ pool }: Exchange, { key }: OwnerWait): boolean {
  return key !== undefined && pool.resources?.isHeld(key) === true;
}

/**
 * Waits until the resource has been moved, or stays, and places the request again.
 *
 * @throws OwnerUnavailableError if too many requests wait; ClientClosedError; what the new placement refuses.
 */
export async function waitForMove(exchange: Exchange, { key, placeAgain }: OwnerWait): Promise<void> {
  const { pool, response } = exchange;
  const result = await pool.resources!.released(key!, response);
  if (result === 'full')
    throw new OwnerUnavailableError(
      undefined,
      'The resource is being moved, and too many requests wait for it.',
    );
  const placement = await placeAgain(false);
  exchange.place(placement);
  if (placement.refusal !== undefined) throw placement.refusal;
}

async function turnAt(exchange: Exchange, { backendId, limit }: OwnerWait): Promise<WaitResult> {
  const { pool, attempts, startedAt, response } = exchange;
  const { ownerQueue } = pool;
  if (ownerQueue === undefined) return 'full';
  const deadline = startedAt + limit;
  const bodyBytes = heldBytesOf(exchange);
  const begun = ownerQueue.now();
  try {
    return await ownerQueue.turn(backendId, {
      client: response,
      startedAt,
      deadline,
      bodyBytes,
      attempts: attempts.count,
    });
  } finally {
    attempts.waited += ownerQueue.now() - begun;
  }
}

function heldBytesOf({ head, peeked, request }: Exchange): number {
  if (peeked !== undefined) return peeked.chunks.reduce((sum, { length }) => sum + length, 0);
  if (!head.hasBody) return 0;
  const announced = Number(request.headers['content-length'] ?? MAX_HELD_BYTES);
  return Math.min(announced, MAX_HELD_BYTES);
}

function detailOf(result: WaitResult, limit: number): string {
  return result === 'full'
    ? 'The backend that owns this resource is not available, and too many requests wait for it already.'
    : `The backend that owns this resource was not available within ${limit / 1000} s.`;
}
