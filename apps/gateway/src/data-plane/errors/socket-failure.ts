import { certificateFailure } from './certificate-failure';
import { type FailureCause, type FailureKind } from './failure-cause';

/** Errors of `node:net`, `node:dns` and `node:tls`, by their code; undefined where the error's own message is the text. */
const BY_CODE: Readonly<Record<string, readonly [FailureKind, string?]>> = {
  ECONNREFUSED: ['connection_refused', 'connection refused'],
  ECONNRESET: ['closed', 'connection reset'],
  EPIPE: ['closed', 'connection reset'],
  UND_ERR_SOCKET: ['closed', 'connection closed'],
  ENOENT: ['unreachable', 'no such socket'],
  EACCES: ['unreachable', 'no permission to connect'],
  EPERM: ['unreachable', 'no permission to connect'],
  EHOSTUNREACH: ['unreachable', 'host unreachable'],
  EHOSTDOWN: ['unreachable', 'host down'],
  ENETUNREACH: ['unreachable', 'network unreachable'],
  ENOTFOUND: ['dns', 'no such host'],
  EAI_NODATA: ['dns', 'the host has no address'],
  EAI_AGAIN: ['dns', 'the name of the host cannot be resolved'],
  ETIMEDOUT: ['connect_timeout', 'connection timed out'],
  UND_ERR_CONNECT_TIMEOUT: ['connect_timeout', 'connection timed out'],
  ECONNABORTED: ['response_timeout', 'no response in time'],
  UND_ERR_HEADERS_TIMEOUT: ['response_timeout', 'no response in time'],
  UND_ERR_BODY_TIMEOUT: ['idle_timeout', 'no further piece of the response in time'],
  ERR_JWKS_INVALID: ['protocol'],
};

/** Messages of OpenSSL for a peer that does not use TLS. */
const IS_PLAIN = /wrong version number|http request|packet length too long|unexpected message/;

interface SocketError {
  readonly code?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly hostname?: string;
  readonly cause?: unknown;
}

/** Describes the fault of the peer from the error of a socket, a name look-up or an HTTP client. */
export function socketFailure(error: unknown): FailureCause {
  const found = innermost(error);
  const { message, hostname } = found;
  // The code of a DOMException, such as that of a time limit, is a number.
  const code = typeof found.code === 'string' ? found.code : '';
  const certificate = certificateFailure(found);
  if (certificate !== undefined) return certificate;
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return { kind: 'tls_handshake', text: handshakeText(found) };
  // Node gives a connection that ends before TLS has begun the code of a reset.
  if (message?.includes('before secure TLS connection') === true)
    return { kind: 'tls_handshake', text: 'connection closed during the TLS handshake' };
  if (code.startsWith('HPE_')) return { kind: 'protocol', text: message ?? 'the response is not valid HTTP' };
  const [kind, text] = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : (['other'] as const);
  const shown = text ?? (message || code || 'unknown error');
  return { kind, text: kind === 'dns' && hostname !== undefined ? `${shown}: ${hostname}` : shown };
}

/** HTTP clients wrap the error of the socket, some more than once, and some errors have no code of their own. */
function innermost(error: unknown): SocketError {
  const outer = (
    typeof error === 'object' && error !== null ? error : { message: String(error) }
  ) as SocketError;
  const { cause } = outer as { cause?: { readonly code?: unknown } | null };
  if (typeof cause !== 'object' || cause === null) return outer;
  return typeof cause.code === 'string' || outer.code === undefined ? innermost(cause) : outer;
}

/** OpenSSL's reason stands in a field of its own, or in the middle of the message. */
function handshakeText({ reason, message = '', code = '' }: SocketError): string {
  const what = reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? (message || code);
  return IS_PLAIN.test(what) ? `the port does not speak TLS (${what})` : `the TLS handshake failed: ${what}`;
}
