import { type TlsSettings } from './tls/tls-settings';

/** Limits of the public listener; times in milliseconds. */
export interface ListenerSettings {
  /** Without it, the listener speaks in the clear. */
  readonly tls?: TlsSettings | undefined;
  /** Addresses and ranges of the proxies that say who the client is. */
  readonly trustedProxies: readonly string[];
  /**
   * Defines whether proxies send the client's address before the first byte (the PROXY protocol), and whether
   * other peers may connect.
   */
  readonly proxyProtocol: 'off' | 'required' | 'mixed';
  readonly limits: {
    /** Request line and headers together. */
    readonly headerBytes: number;
    /** Header lines. */
    readonly headers: number;
    /** Client connections at once. */
    readonly connections: number;
    /** Those of one client; undefined sets no limit. */
    readonly connectionsPerClient?: number | undefined;
  };
  readonly timeouts: {
    /** Until a request's headers are complete. */
    readonly headers: number;
    /** Between two requests of one connection. */
    readonly keepAlive: number;
    /** In which a client must take something of an answer that is complete. */
    readonly bodyIdle: number;
    /** Time limit for requests in flight after the gateway has begun to stop. */
    readonly shutdown: number;
  };
}
