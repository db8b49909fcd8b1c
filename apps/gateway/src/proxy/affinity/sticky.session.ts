/** `claimed`: a creating request is under way, or its outcome is not known. `confirmed`: the backend has proven it. */
export type SessionState = 'claimed' | 'confirmed';

/** What the gateway knows of who owns a resource. Records are replaced as a whole: `version` tells two apart. */
export interface StickySession {
  /** Rule name and value, see `sessionKey`. */
  readonly key: string;
  readonly backendId: string;
  readonly version: number;
  readonly state: SessionState;
  /** On the monotonic clock of this process, in milliseconds. */
  readonly createdAt: number;
  lastUsedAt: number;
}
