const MAX_WAITING = 8;

/** Lets one message of a key be worked on at a time, in the order of their arrival. */
export class KeyLock {
  private readonly queues = new Map<string, { last: Promise<unknown>; length: number }>();

  /** Calls `work` when the earlier ones of this key have ended. Undefined if too many are waiting. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> | undefined {
    const queue = this.queues.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (queue.length >= MAX_WAITING) return undefined;
    queue.length++;
    const result = queue.last.then(work);
    const end = () => {
      if (--queue.length === 0) this.queues.delete(key);
    };
    queue.last = result.then(end, end);
    this.queues.set(key, queue);
    return result;
  }
}
