/** A backend made for a test: a real listener, on a port of its own choice that it keeps over a restart. */
export interface BackendDouble {
  /** Its id in the gateway's configuration, and what it answers unless a test says otherwise. */
  readonly name: string;
  /** Where it listens; known once it is started. */
  readonly url: string;
  start(): Promise<void>;
  /** Ends as a killed process does: no more listening, and every connection is gone. */
  stop(): Promise<void>;
}
