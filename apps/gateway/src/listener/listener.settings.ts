/** Limits of the public listener; times in milliseconds. */
export interface ListenerSettings {
  readonly limits: {
    /** Request line and headers together. */
    readonly headerBytes: number;
    /** Client connections at once. */
    readonly connections: number;
  };
  readonly timeouts: {
    /** Until a request's headers are complete. */
    readonly headers: number;
    /** Between two requests of one connection. */
    readonly keepAlive: number;
    /** For requests in flight when the gateway is told to stop. */
    readonly shutdown: number;
  };
}
