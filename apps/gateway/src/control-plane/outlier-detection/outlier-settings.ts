/** When live traffic takes a backend out of its pool; times in milliseconds, shares from 0 to 1. */
export interface OutlierSettings {
  readonly enabled: boolean;
  /** Failures in a row; 0 does not look at them. */
  readonly consecutiveFailures: number;
  /** The share of the recent requests that fail, and how many there must be to tell; a share of 0 does not look at it. */
  readonly failureRatio: number;
  readonly minRequests: number;
  /** The first time out, and the longest. */
  readonly baseEjectionTime: number;
  readonly maxEjectionTime: number;
  /** The share of a pool that may be out; one of two or more always may. */
  readonly maxEjectedRatio: number;
  readonly latency: {
    readonly enabled: boolean;
    /** How many times as long as the others it takes, and by how much at least. */
    readonly factor: number;
    readonly minDifference: number;
    /** For how long that must be so. */
    readonly duration: number;
  };
}
