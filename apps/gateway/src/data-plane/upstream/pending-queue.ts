import { OverloadedError } from '../errors/availability.errors';
import { ClientClosedError } from '../errors/client.errors';
import { type Deadlines, type Expiring } from '../../platform/deadlines';
import { type Backend } from './backend';

/** How many requests may wait for a backend that is not full, and for how many milliseconds. */
export interface QueueSettings {
  readonly size: number;
  readonly timeout: number;
}

/** The client of a request that waits. */
export interface Client {
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

/** Requests of one pool that wait because every backend that might serve them is full; first come, first served. */
export class PendingQueue {
  private readonly waiting = new Set<Waiter>();

  constructor(
    readonly deadlines: Deadlines,
    public settings: QueueSettings,
  ) {}

  get length(): number {
    return this.waiting.size;
  }

  /** Until when a request that comes now may wait, for `turn`. */
  deadline(): number {
    return this.deadlines.nowFresh() + this.settings.timeout;
  }

  /**
   * Resolves when there may be room: at `wanted`, or anywhere when that is undefined.
   *
   * @throws OverloadedError when too many wait already. Rejects with one at `deadline`, and with a ClientClosedError when the
   *   client leaves.
   */
  turn(client: Client, wanted: Backend | undefined, deadline: number): Promise<void> {
    if (this.waiting.size >= this.settings.size) throw new OverloadedError();
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(deadline, wanted, resolve, () => {
        leave();
        reject(new OverloadedError());
      });
      const onClose = (): void => {
        leave();
        reject(new ClientClosedError());
      };
      const leave = (): void => {
        client.off('close', onClose);
        this.waiting.delete(waiter);
        this.deadlines.remove(waiter);
      };
      waiter.onLeave = leave;
      client.once('close', onClose);
      this.waiting.add(waiter);
      this.deadlines.add(waiter);
    });
  }

  /** A backend has room for one request more; `takesNew` says whether for any, or for what it owns only. */
  freed(backend: Backend, takesNew: boolean): void {
    for (const waiter of this.waiting) {
      if (waiter.wanted === backend || (takesNew && waiter.wanted === undefined)) return waiter.call();
    }
  }

  /** The backend is gone: calls its waiting requests, which then fail. */
  gone(backend: Backend): void {
    for (const waiter of this.waiting) if (waiter.wanted === backend) waiter.call();
  }

  /** There may be more free slots than before: calls as many requests that wait for any backend. */
  widened(room: number): void {
    let left = room;
    for (const waiter of this.waiting) {
      if (left-- <= 0) return;
      waiter.call();
    }
  }
}

/** A request in the queue. */
class Waiter implements Expiring {
  onLeave: (() => void) | undefined;

  constructor(
    readonly deadline: number,
    readonly wanted: Backend | undefined,
    private readonly resolve: () => void,
    readonly expire: () => void,
  ) {}

  call(): void {
    this.onLeave!();
    this.resolve();
  }
}
