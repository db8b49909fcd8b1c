import { Clock, type Timer } from '../../../apps/gateway/src/platform/clock';

/** The moment zero of every simulation, in milliseconds since 1970. */
const START = Date.UTC(2030, 0, 1);

interface Event {
  at: number;
  /** Events of one moment happen in the order in which they were planned. */
  order: number;
  readonly every: number | undefined;
  callback: (() => void) | undefined;
}

/** The time of a simulated world. It stands still while code runs, and jumps to the next event when none does. */
export class VirtualTime extends Clock {
  private time = 0;
  private planned = 0;
  private readonly heap: Event[] = [];
  private immediates: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return START + this.time;
  }

  after(milliseconds: number, callback: () => void): Timer {
    return this.plan(this.time + milliseconds, undefined, callback);
  }

  every(milliseconds: number, callback: () => void): Timer {
    return this.plan(this.time + milliseconds, milliseconds, callback);
  }

  at(moment: number, callback: () => void): Timer {
    return this.plan(moment, undefined, callback);
  }

  /** Lets events happen one by one until this moment; promises settle between two of them. */
  runUntil(moment: number, mayStop: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        const next = mayStop() ? undefined : this.next(moment);
        if (next === undefined) {
          if (!mayStop()) this.time = moment;
          return resolve();
        }
        this.time = next.at;
        try {
          next.callback?.();
        } catch (error) {
          return reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.settle(step);
      };
      this.settle(step);
    });
  }

  /** Takes the part of `setImmediate`: calls back at the end of the present event. */
  immediate(callback: () => void): void {
    this.immediates.push(callback);
  }

  /** Calls back when all promises have settled, and nothing is left to be done at once. */
  private settle(callback: () => void): void {
    // Node runs a tick when no microtask is left.
    queueMicrotask(() =>
      process.nextTick(() => {
        const { immediates } = this;
        if (immediates.length === 0) return callback();
        this.immediates = [];
        for (const immediate of immediates) immediate();
        this.settle(callback);
      }),
    );
  }

  private plan(at: number, every: number | undefined, callback: () => void): Timer {
    const event: Event = { at, order: this.planned++, every, callback };
    this.push(event);
    return { cancel: () => void (event.callback = undefined) };
  }

  private next(until: number): Event | undefined {
    for (let first = this.heap[0]; first !== undefined && first.at <= until; first = this.heap[0]) {
      this.pop();
      if (first.callback === undefined) continue;
      if (first.every === undefined) return first;
      const { at, every, callback } = first;
      first.at = at + every;
      first.order = this.planned++;
      this.push(first);
      return { at, order: 0, every: undefined, callback };
    }
    return undefined;
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
