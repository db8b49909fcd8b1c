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
  /** Attempts after which the backend may have processed the request, although it gave no complete response. */
  unknown = 0;
  /** The resource that the present attempt uses, if it may be moved; see `Pool.resources`. */
  usedKey: string | undefined;
  /** Milliseconds that the request has waited for its owner. */
  waited = 0;
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

  /** The backend gave no complete response, and may have processed the request. */
  noteUnknown(backend: Backend): void {
    this.possiblyProcessedBy = backend;
    this.unknown++;
  }

  /** A backend that has failed may be tried again: the request has waited for it. */
  forgive(backendId: string): void {
    const { failedBackends } = this;
    const others = failedBackends.filter(({ id }) => id !== backendId);
    failedBackends.splice(0, failedBackends.length, ...others);
  }
}
