/** How the backends of a pool are probed; times in milliseconds. */
export interface HealthSettings {
  readonly enabled: boolean;
  /** Path and query that are asked for; without one, a TCP connection is all that is asked of a backend. */
  readonly path?: string | undefined;
  readonly method: string;
  /** The statuses that are well; both ends are included. */
  readonly status: readonly { readonly from: number; readonly to: number }[];
  /** A regular expression that the beginning of the body must match. */
  readonly body?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of the port that the backend serves on. */
  readonly port?: number | undefined;
  /** Instead of the scheme of the backend; a Unix socket is asked by plain HTTP in any case. */
  readonly scheme?: 'http' | 'https' | undefined;
  /** Between two probes while nothing changes, while something may be changing, and while the backend is unhealthy. */
  readonly interval: number;
  readonly fastInterval: number;
  readonly downInterval: number;
  readonly timeout: number;
  /** Failures in a row that make it unhealthy, and passes in a row that make it healthy again. */
  readonly fall: number;
  readonly rise: number;
  /** The share by which an interval may be longer or shorter, 0 to 1. */
  readonly jitter: number;
  /** True if a 404 asks for nothing new, as an operator arranges who takes a health file away. */
  readonly drainOn404: boolean;
}
