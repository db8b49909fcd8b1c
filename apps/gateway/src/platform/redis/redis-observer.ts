/** Who must know when what was read from Redis may no longer be so. */
export interface RedisObserver {
  /** How the keys begin that it wants to be told of; no two observers may have one that is the beginning of another. */
  readonly prefix: string;
  /** Connected anew, set up, and answering: what was changed since `disconnected`, nobody has told. */
  connected(): void;
  /** From here on nobody is told of changes. */
  disconnected(): void;
  /** Somebody has changed this key, which begins like `prefix`; undefined: all of them. */
  changed(key: string | undefined): void;
  /** Redis answers: calls are sent, from now on or again. */
  answers?(): void;
}
