/** Settings for asking the backends about a resource without a known owner; times in milliseconds. */
export interface LocateSettings {
  /** Searches in one pool at a time. */
  readonly concurrency: number;
  /** Requests of searches, compared with those of clients, 0 to 1; a client whose searches find something may also have three at a time. */
  readonly maxRatio: number;
  /** How long the result "no backend has it" stays cached. */
  readonly negativeCacheTtl: number;
  /** For a backend to answer. */
  readonly timeout: number;
}
