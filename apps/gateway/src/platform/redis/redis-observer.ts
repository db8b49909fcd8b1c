/** Who must know when what was read from Redis may no longer be so. */
export interface RedisObserver {
  /** The prefix of the keys to watch. No prefix of an observer may begin with that of another. */
  readonly prefix: string;
  /** Connected again, set up, and responding. Changes since `disconnected` were not reported. */
  connected(): void;
  /** From here on, changes are not reported. */
  disconnected(): void;
  /** Another client has changed this key, which begins with `prefix`; undefined: all keys. */
  changed(key: string | undefined): void;
  /** Redis answers: calls are sent, from now on or again. */
  answers?(): void;
  /** Redis answers again, or another server does, and may have lost what was stored. After `answers`. */
  lost?(): void;
}
