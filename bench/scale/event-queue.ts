/** Something that is to happen. */
export interface QueuedEvent {
  /** When, in milliseconds. */
  at: number;
  /** Given by the queue: of two events at one moment, the one that was added first comes first. */
  order: number;
  /** Milliseconds after which it happens again. */
  readonly period: number | undefined;
  readonly callback: () => void;
  isCancelled: boolean;
}

/** Events in the order of their moments: a binary heap. */
export class EventQueue {
  private readonly events: QueuedEvent[] = [];
  private added = 0;

  get size(): number {
    return this.events.length;
  }

  add(event: QueuedEvent): void {
    event.order = this.added++;
    const { events } = this;
    let place = events.length;
    events.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, events[parent])) break;
      events[place] = events[parent];
      place = parent;
    }
    events[place] = event;
  }

  /** Takes out the first event, unless it comes after this moment. */
  take(until: number): QueuedEvent | undefined {
    const { events } = this;
    const first = events.at(0);
    if (first === undefined || first.at > until) return undefined;
    const last = events.pop()!;
    if (events.length > 0) this.sink(last);
    return first;
  }

  /** Puts the event where the first one was. */
  private sink(event: QueuedEvent): void {
    const { events } = this;
    let place = 0;
    for (let child = 1; child < events.length; child = 2 * place + 1) {
      if (child + 1 < events.length && isBefore(events[child + 1], events[child])) child++;
      if (!isBefore(events[child], event)) break;
      events[place] = events[child];
      place = child;
    }
    events[place] = event;
  }
}

function isBefore(one: QueuedEvent, other: QueuedEvent): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
