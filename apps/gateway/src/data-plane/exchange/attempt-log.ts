import { type ProxyError } from '../errors/proxy.error';
import { type Backend } from '../upstream/backend';

/** The outcomes of the attempts of one exchange. Only forwarding writes it. */
export class AttemptLog {
  /** Attempts begun. */
  count = 0;
  /** Attempts begun beside another one. */
  hedges = 0;
  /** Backends that were tried in vain. */
  readonly failedBackends: Backend[] = [];
  /** The backend that may have processed an attempt without a complete response. */
  possiblyProcessedBy: Backend | undefined;
  /** The backend whose response the client gets. */
  respondedBy: Backend | undefined;
  /** Why the last failed attempt failed, also if a later one got a response. */
  lastFailure: ProxyError | undefined;
  /** When the head of the last attempt was written to a connection: milliseconds on the monotonic clock, 0 if never. */
  sentAt = 0;
  /** When the head of the response came. */
  firstByteAt = 0;
  /** When the last byte of the response came. */
  respondedAt = 0;
}
