import { isOwnShortage } from '../../errors/own.shortage';

/** What one probe found. */
export type ProbeResult =
  | { readonly kind: 'passed' }
  /** It lives, and asks for nothing new. */
  | { readonly kind: 'drains'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The gateway could not ask. */
  | { readonly kind: 'unasked' };

export const PASSED: ProbeResult = { kind: 'passed' };

/** Asks one backend "are you well?", each time over a new connection: a kept one says nothing about who connects next. */
export interface Probe {
  /** Never rejects, except when `signal` aborts it; then nobody listens any more. */
  ask(signal: AbortSignal): Promise<ProbeResult>;
}

/** What went wrong on the way, in a few words. */
export function failureOf(error: unknown): ProbeResult {
  if (isOwnShortage(error)) return { kind: 'unasked' };
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'failed', reason: REASONS.get(code ?? '') ?? (message || code || 'unknown error') };
}

const REASONS = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['EPIPE', 'connection reset'],
  ['ENOENT', 'no such socket'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['ENETUNREACH', 'network unreachable'],
  ['ETIMEDOUT', 'connection timed out'],
]);
