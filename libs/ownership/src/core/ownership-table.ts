import { KeyRecord } from './key-record';

/**
 * The records of all keys, at most `maxKeys` of them: the least recently used ones are dropped. Keys with requests in flight
 * and keys with a hand-off in progress are never dropped, and do not count for the drop of others: their number is limited
 * by the connections of the server and by `hasRoom`.
 */
export class OwnershipTable {
  /** Records that may be dropped, the least recently used one first. */
  private readonly resting = new Map<string, KeyRecord>();
  private readonly pinned = new Map<string, KeyRecord>();
  private readonly idleListeners = new Map<string, (() => void)[]>();
  private held = 0;

  /** @throws RangeError if `maxKeys` is not a positive integer. */
  constructor(private readonly maxKeys: number) {
    if (!Number.isSafeInteger(maxKeys) || maxKeys < 1)
      throw new RangeError('maxKeys must be a positive integer');
  }

  /** Number of records, pinned ones included. */
  get size(): number {
    return this.resting.size + this.pinned.size;
  }

  /** False while hand-offs of `maxKeys` keys have no known end, so that no further one may begin. */
  get hasRoom(): boolean {
    return this.held < this.maxKeys;
  }

  /** The record of a key, if there is one. It is not to be changed. */
  peek(key: string): Readonly<KeyRecord> | undefined {
    return this.pinned.get(key) ?? this.resting.get(key);
  }

  /** Changes the record of a key, which is new if there was none. */
  update<T>(key: string, change: (record: KeyRecord) => T): T {
    const record = this.pinned.get(key) ?? this.resting.get(key) ?? new KeyRecord();
    const wasHeld = record.isHeld;
    const result = change(record);
    this.held += Number(record.isHeld) - Number(wasHeld);
    this.keep(key, record);
    return result;
  }

  /** Ends a request that was admitted. */
  release(key: string): void {
    this.update(key, (record) => record.inFlight--);
    if (this.peek(key)?.inFlight) return;
    const listeners = this.idleListeners.get(key) ?? [];
    this.idleListeners.delete(key);
    for (const listener of listeners) listener();
  }

  /** Calls back once no request for the key is in flight: at once if there is none. Returns a function that cancels it. */
  onIdle(key: string, listener: () => void): () => void {
    if (!this.peek(key)?.inFlight) {
      listener();
      return () => undefined;
    }
    this.idleListeners.set(key, [...(this.idleListeners.get(key) ?? []), listener]);
    return () => {
      const left = this.idleListeners.get(key)?.filter((own) => own !== listener) ?? [];
      if (left.length > 0) this.idleListeners.set(key, left);
      else this.idleListeners.delete(key);
    };
  }

  /** Puts the record where it belongs after a change, as the most recently used one. */
  private keep(key: string, record: KeyRecord): void {
    if (record.isPinned) {
      this.resting.delete(key);
      this.pinned.set(key, record);
      return;
    }
    this.pinned.delete(key);
    this.resting.delete(key);
    if (record.isBlank) return;
    this.resting.set(key, record);
    if (this.resting.size > this.maxKeys) this.resting.delete(this.resting.keys().next().value!);
  }
}
