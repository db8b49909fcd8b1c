/** Why a backend, or another service that the gateway needs, could not be used: a closed list, for metrics and alerts. */
export const FAILURE_KINDS = [
  'connection_refused',
  'unreachable',
  'dns',
  'connect_timeout',
  'tls_handshake',
  'certificate_untrusted',
  'certificate_expired',
  'certificate_name',
  'protocol',
  'closed',
  'truncated',
  'response_timeout',
  'idle_timeout',
  'bad_status',
  'other',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/**
 * The exact cause of a failure, for programs and for people. It names addresses and certificates: never for a
 * client.
 */
export interface FailureCause {
  readonly kind: FailureKind;
  /** Part of a sentence: `connection refused`. */
  readonly text: string;
}

/** As one text, in the access log. */
export function causeText({ kind, text }: FailureCause): string {
  return `${kind}: ${text}`;
}
