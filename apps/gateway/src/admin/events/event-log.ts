import { type GatewayEvent } from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';

/** An event and the id by which a reader that lost its connection says how far it had come. */
export interface LoggedEvent {
  readonly id: string;
  readonly event: GatewayEvent;
}

export type EventReader = (logged: LoggedEvent) => void;

/** Events that are remembered; older ones are gone. */
const MAX_EVENTS = 500;

/** Remembers the latest events, and passes each new one to the listeners. */
@Injectable()
export class EventLog {
  private readonly events: LoggedEvent[] = [];
  private readonly readers = new Set<EventReader>();
  private count = 0;
  /** Tells the events of this process from those of one before it. */
  private readonly run: string;

  constructor(@Inject(Clock) private readonly clock: Clock) {
    this.run = Math.floor(clock.wallTime()).toString(36);
  }

  append(event: Omit<GatewayEvent, 'at'>): void {
    const at = new Date(this.clock.wallTime()).toISOString();
    const logged = { id: `${this.run}-${++this.count}`, event: { at, ...event } };
    this.events.push(logged);
    if (this.events.length > MAX_EVENTS) this.events.shift();
    for (const reader of this.readers) reader(logged);
  }

  /** The latest events, oldest first. */
  latest(most: number): readonly LoggedEvent[] {
    return most === 0 ? [] : this.events.slice(-most);
  }

  /** The events after this one; all remembered events if the id is unknown or of another process. */
  since(id: string): readonly LoggedEvent[] {
    const at = this.events.findIndex((own) => own.id === id);
    return this.events.slice(at + 1);
  }

  /** @returns what ends it. */
  follow(reader: EventReader): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }
}
