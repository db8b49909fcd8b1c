import { isLocalResourceExhaustion } from '../../data-plane/errors/local-resource-exhaustion';
import { socketFailure } from '../../data-plane/errors/socket-failure';

/** Result of one probe. */
export type ProbeResult =
  | { readonly kind: 'passed' }
  /** It lives, and asks for nothing new. */
  | { readonly kind: 'draining'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The gateway could not ask. */
  | { readonly kind: 'skipped' };

export const PASSED: ProbeResult = { kind: 'passed' };

/** Asks one backend "are you well?", each time over a new connection: a kept one says nothing about who connects next. */
export interface HealthProbe {
  /** Never rejects, except if `signal` aborts it; then no caller uses the result. */
  ask(signal: AbortSignal): Promise<ProbeResult>;
}

/** Describes the failure with the codes that requests use for the same one. */
export function failureOf(error: unknown): ProbeResult {
  if (isLocalResourceExhaustion(error)) return { kind: 'skipped' };
  return { kind: 'failed', reason: socketFailure(error).text };
}
