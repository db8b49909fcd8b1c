import { type ProxyError } from '../errors/proxy.error';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { isIdempotent } from '../http-methods';

/** Attempts of one request during which its owner may end. */
const MAX_UNKNOWN = 2;

/** True if another attempt may follow, and whether it must be taken out of the retry budget. */
export type Repetition = 'none' | 'free' | 'budgeted';

/**
 * Decides what follows an attempt that failed before the client got anything; `race` is the result of
 * `isKeepAliveRace`.
 */
export function repetitionAfter(exchange: Exchange, error: ProxyError, race: boolean): Repetition {
  if ((exchange.placement.ownerWait?.limit ?? 0) > 0 && mayWaitAfter(exchange, error)) return 'free';
  if (exchange.attempts.count >= exchange.pool.retry.attempts) return 'none';
  // Only the owner may serve the request, and the owner has just failed.
  const { owner, mayFallback } = exchange.placement;
  if (owner !== undefined && !race && !mayFallback) return 'none';
  // A request that never left adds no load to any backend, so it is not charged to the budget.
  if (error.retryable) return 'free';
  if (!failedBeforeHead(error) || !isRepeatable(exchange)) return 'none';
  // The budget is against failures that spread; what the gateway broke off itself has to go somewhere.
  return error.countsAgainstBackend ? 'budgeted' : 'free';
}

/**
 * Returns true if the owner may be back soon. Not after a response that did not come in time, since the owner runs; and
 * twice at most after an attempt that may have been processed, since the request itself may be what ends the owner.
 */
function mayWaitAfter(exchange: Exchange, error: ProxyError): boolean {
  // An owner that has too much to do is there.
  if (error.retryable) return error.code !== 'overloaded';
  const { unknown } = exchange.attempts;
  return (
    error.code === 'upstream_closed' &&
    unknown <= MAX_UNKNOWN &&
    failedBeforeHead(error) &&
    isRepeatable(exchange)
  );
}

/** True if sending this request a second time can do no harm, wherever the first sending came to. */
function isRepeatable(exchange: Exchange): boolean {
  if (isIdempotent(exchange.head.method)) return true;
  const { rawHeaders } = exchange.request;
  return rawHeaders.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'idempotency-key');
}

/** True if the backend may have acted, but the client has seen nothing yet. */
function failedBeforeHead(error: ProxyError): boolean {
  return error.phase === 'send' || error.phase === 'head';
}

/**
 * Returns true if another backend is asked instead of one that responded with this status. A request that names
 * a resource stays with its backend: the 404 of another backend would be no better response.
 */
export function mayAskAnother(exchange: Exchange, backend: Backend, status: number): boolean {
  const { pool, placement, attempts } = exchange;
  const { retry, available } = pool;
  if (retry.onStatuses?.includes(status) !== true || attempts.count >= retry.attempts) return false;
  if (placement.rule !== undefined || !isRepeatable(exchange)) return false;
  return available.some((candidate) => candidate !== backend && !attempts.failedBackends.includes(candidate));
}

/** True if the backend closed a kept connection at the moment it was used again (RFC 9112 §9.3.1). */
export function isKeepAliveRace(error: ProxyError, connection: UpstreamConnection): boolean {
  return error.phase === 'send' && connection.reused && !connection.responseBegun;
}
