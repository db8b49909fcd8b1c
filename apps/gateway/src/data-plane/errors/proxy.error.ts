import { type FailureCause } from './failure-cause';

/** How far a request had come when it failed. */
export type Phase =
  | 'request'
  | 'route'
  | 'admission'
  | 'affinity'
  | 'balance'
  | 'connect'
  | 'send'
  | 'head'
  | 'body'
  | 'tunnel';

/**
 * Why a request ends here instead of being answered by a backend.
 *
 * One place turns it into the client's problem document (RFC 9457); `detail` is what the client reads, so it never
 * names an address of a backend, nor anything else a stranger should not know.
 */
export abstract class ProxyError extends Error {
  /** Stable name for programs: in the problem document, the log and the metrics. */
  abstract readonly code: string;
  /** The HTTP status the client gets. */
  abstract readonly status: number;
  abstract readonly phase: Phase;
  /** True if another attempt does no harm with any method, because no byte of the request has left. */
  readonly retryable: boolean = false;
  /** True if an attempt that fails like this speaks against its backend. */
  readonly countsAgainstBackend: boolean = true;
  /** True if the client's connection cannot carry another request, because its framing is in doubt. */
  readonly closesConnection: boolean = false;
  /** Seconds after which trying again is sensible, sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** The faults of the request, value by value. */
  readonly errors?: readonly object[];
  /** The fault of a backend or another service that caused the error. */
  readonly failureCause?: FailureCause;
  /** Further response headers as name, value, name, value. */
  readonly headers?: readonly string[];

  constructor(
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}
