import { type ResponseHead } from '../response-head';
import { type UpstreamRequest } from '../response-listener';

/** A second before the backend would close, so that no request meets the closing. */
const SAFETY_MARGIN_MS = 1_000;

/** Decides whether, and how long, a connection is kept for the next request (RFC 9112 §9.3). */
export class KeepAlivePolicy {
  private isKept = false;

  /** @param idleTimeout milliseconds; the backend can shorten it. */
  constructor(public idleTimeout: number) {}

  note({ keepAlive, keepAliveTimeout }: ResponseHead): void {
    this.isKept = keepAlive;
    if (keepAliveTimeout !== undefined)
      this.idleTimeout = Math.max(0, keepAliveTimeout * 1000 - SAFETY_MARGIN_MS);
  }

  /** A backend that refused an upgrade may speak another protocol than HTTP by now. */
  allowsReuseAfter({ upgrade }: UpstreamRequest): boolean {
    return this.isKept && this.idleTimeout > 0 && !upgrade;
  }
}
