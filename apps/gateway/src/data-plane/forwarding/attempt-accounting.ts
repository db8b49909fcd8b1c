import { type ProxyError } from '../errors/proxy.error';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type Exchange } from '../exchange/exchange';
import { type ForwardingContext } from './forwarding-context';

/** One more attempt, at this backend. */
export function beginAttempt(exchange: Exchange, backend: Backend): void {
  exchange.attempts++;
  exchange.trace?.attemptBegun(backend);
  exchange.pool.begin(backend);
}

/** It is over, well or badly. */
export function endAttempt({ pool, trace }: Exchange, backend: Backend): void {
  trace?.attemptEnded(backend);
  pool.finish(backend);
}

/** The head of the backend's answer has come. */
export function noteAnswer(
  exchange: Exchange,
  backend: Backend,
  status: number,
  { clock, outcomes }: ForwardingContext,
): void {
  exchange.respondedBy = backend;
  exchange.trace?.attemptAnswered(backend, status);
  exchange.firstByteAt = clock.now();
  const milliseconds = exchange.firstByteAt - exchange.sentAt;
  // Errors are often quick, and must not make a backend look fast.
  if (status < 500) backend.noteLatency(milliseconds, exchange.firstByteAt);
  outcomes.answered(exchange.pool, backend, status, milliseconds);
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

/** Tells whoever follows the request that a backend has answered it, to the last byte. */
export function settleAnswered(
  exchange: Exchange,
  status: number,
  { outcomes }: ForwardingContext,
): MaybePromise<void> {
  const { ownershipTracker: outcomeListener, respondedBy: answeredBy, possiblyProcessedBy: mayHaveActedAt } = exchange;
  outcomes.completed(exchange.pool, answeredBy!, status);
  if (outcomeListener === undefined) return undefined;
  const afterUnknown = mayHaveActedAt !== undefined;
  return outcomeListener.onComplete({ kind: 'answered', backend: answeredBy!, status, afterUnknown });
}

/** The same when no backend has, or not to the end. */
export function settleUnanswered({ ownershipTracker: outcomeListener, possiblyProcessedBy: mayHaveActedAt }: Exchange): void {
  void outcomeListener?.onComplete({ kind: mayHaveActedAt === undefined ? 'not-sent' : 'unknown' });
}
