/** What the configuration says of one backend. */
export interface BackendSettings {
  /** Unique in its pool; names the backend in logs, metrics and sticky sessions. */
  readonly id: string;
  /** `http://host:port`, `https://host:port` or `unix:/path.sock`. */
  readonly url: string;
  readonly weight: number;
  /** How many requests may be in flight at once; 0 means no limit. */
  readonly maxInFlight: number;
  /** Serves only when no other backend is available. */
  readonly backup: boolean;
}

/** One instance we may send to, with the plain counters that selectors, metrics and the control plane read. */
export class Backend {
  readonly id: string;
  readonly url: string;
  /** Host and port as a `Host` header would name them. */
  readonly authority: string;
  weight: number;
  maxInFlight: number;
  backup: boolean;
  /** Sent and not yet answered to the last byte. */
  inFlight = 0;
  /** Attempts begun since the start. */
  requests = 0;
  /** Attempts that ended without a complete answer since the start. */
  failures = 0;
  /** Peak-sensitive moving average of the time to the response head, in milliseconds; 0 until measured. */
  latency = 0;
  /** When `latency` was last written, on the monotonic clock. */
  latencyAt = 0;

  constructor(settings: BackendSettings) {
    this.id = settings.id;
    this.url = settings.url;
    this.authority = settings.url.startsWith('unix:') ? 'localhost' : new URL(settings.url).host;
    this.weight = settings.weight;
    this.maxInFlight = settings.maxInFlight;
    this.backup = settings.backup;
  }
}
