import { setImmediate } from 'node:timers/promises';
import { Clock, type Timer } from '../../apps/gateway/src/platform/clock';
import { EventQueue, type QueuedEvent } from './event-queue';

/** Midnight of the day that is simulated. */
const MIDNIGHT = Date.UTC(2030, 0, 1);

/** Virtual time that jumps from event to event, so that no wait takes real time, and no machine is too slow. */
export class EventClock extends Clock {
  private time = 0;
  private readonly queue = new EventQueue();
  private unsettled = 0;

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return MIDNIGHT + this.time;
  }

  after(milliseconds: number, callback: () => void): Timer {
    return this.add(milliseconds, undefined, callback);
  }

  every(milliseconds: number, callback: () => void): Timer {
    return this.add(milliseconds, milliseconds, callback);
  }

  /**
   * Promises are being waited for: what follows from an event is let happen before the next one, until as many calls
   * of `settled` say that they need not be any more.
   */
  unsettle(): void {
    this.unsettled++;
  }

  settled(): void {
    this.unsettled--;
  }

  /** A promise has just been resolved: what follows from it is let happen before the next event. */
  letSettle(): void {
    this.unsettle();
    queueMicrotask(() => this.settled());
  }

  /** Works off the events up to this moment, in the order of their moments, and of their making where these are the same. */
  async run(until: number): Promise<void> {
    for (let event = this.queue.take(until); event !== undefined; event = this.queue.take(until)) {
      if (event.isCancelled) continue;
      this.time = event.at;
      if (event.period !== undefined) {
        event.at += event.period;
        this.queue.add(event);
      }
      event.callback();
      if (this.unsettled > 0) await setImmediate();
    }
    this.time = until;
  }

  private add(milliseconds: number, period: number | undefined, callback: () => void): Timer {
    const event: QueuedEvent & Timer = {
      at: this.time + milliseconds,
      order: 0,
      period,
      callback,
      isCancelled: false,
      cancel: () => void (event.isCancelled = true),
    };
    this.queue.add(event);
    return event;
  }
}
