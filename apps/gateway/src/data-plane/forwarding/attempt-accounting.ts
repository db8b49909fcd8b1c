import { type ProxyError } from '../errors/proxy.error';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { type ForwardingContext } from './forwarding-context';

/** One more attempt, at this backend. */
export function beginAttempt(exchange: Exchange, backend: Backend): void {
  exchange.attempts.count++;
  exchange.trace?.attemptBegun(backend);
  exchange.pool.begin(backend);
  const key = exchange.placement.ownerWait?.key;
  if (key === undefined) return;
  exchange.attempts.usedKey = key;
  exchange.pool.resources?.begin(key);
}

/** It is over, well or badly. */
export function endAttempt({ pool, trace, attempts }: Exchange, backend: Backend): void {
  trace?.attemptEnded(backend);
  pool.finish(backend);
  if (attempts.usedKey === undefined) return;
  pool.resources?.end(attempts.usedKey);
  attempts.usedKey = undefined;
}

/** The head of the backend's answer has come. */
export function noteResponse(
  exchange: Exchange,
  backend: Backend,
  status: number,
  { clock, outcomes }: ForwardingContext,
): void {
  exchange.attempts.respondedBy = backend;
  exchange.trace?.attemptResponded(backend, status);
  const { attempts } = exchange;
  attempts.firstByteAt = clock.now();
  const milliseconds = attempts.firstByteAt - attempts.sentAt;
  // Errors are often quick, and must not make a backend look fast.
  if (status < 500) backend.noteLatency(milliseconds, attempts.firstByteAt);
  outcomes.responded(exchange.pool, backend, status, milliseconds);
}

/** The attempt has failed; unless that speaks of the gateway itself, it counts against the backend. */
export function noteFailure(
  { pool }: Exchange,
  backend: Backend,
  error: ProxyError,
  { outcomes }: ForwardingContext,
): void {
  if (error.countsAgainstBackend) outcomes.failed(pool, backend, error);
}

/** Tells the tracker of the resource that a backend has answered the request, to the last byte. */
export function settleResponse(
  { pool, attempts, placement }: Exchange,
  status: number,
  { outcomes }: ForwardingContext,
): MaybePromise<void> {
  const backend = attempts.respondedBy!;
  outcomes.completed(pool, backend, status);
  if (placement.tracker === undefined) return undefined;
  const afterUnknown = attempts.possiblyProcessedBy !== undefined;
  return placement.tracker.onComplete({ kind: 'answered', backend, status, afterUnknown });
}

/** The same if no backend has answered, or not to the end. */
export function settleWithoutResponse({ attempts, placement }: Exchange): void {
  void placement.tracker?.onComplete({
    kind: attempts.possiblyProcessedBy === undefined ? 'not-sent' : 'unknown',
  });
}
