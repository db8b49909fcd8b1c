import { type UpstreamTls } from './upstream-tls';

/** Limits on the connections to one backend; times in milliseconds. */
export interface ConnectionSettings {
  readonly connections: {
    /** Open connections at once. */
    readonly max: number;
    /** Connections kept although no request uses them. */
    readonly idle: number;
    /** How long such a connection is kept, unless the backend's `Keep-Alive: timeout=` says otherwise. */
    readonly idleTimeout: number;
    /** Requests that may wait for a connection, and for how long. */
    readonly queue: number;
    readonly queueTimeout: number;
  };
  readonly timeouts: {
    readonly connect: number;
    /** From the last byte of the request to the head of the answer. */
    readonly response: number;
    /** Between two pieces of the answer's body. */
    readonly bodyIdle: number;
    /** Without a byte through a tunnel; the second when one of its sides will send nothing more. */
    readonly tunnelIdle: number;
    readonly tunnelHalfClosed: number;
  };
  readonly tls?: UpstreamTls | undefined;
}
