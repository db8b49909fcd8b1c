import { type Clock, type Timer } from '../../platform/clock';
import { type Client } from './pending-queue';

/** Why a wait has ended: the owner is back, the time is over, or too many requests wait already. */
export type WaitResult = 'back' | 'expired' | 'full';

/** A request that waits. Times are in milliseconds on the monotonic clock. */
export interface WaitingRequest {
  readonly client: Client;
  /** When the request began, which decides about the order. */
  readonly startedAt: number;
  readonly deadline: number;
  /** Bytes of its body that the gateway holds. */
  readonly bodyBytes: number;
  /** Attempts that it has made so far. */
  readonly attempts: number;
}

/** A request in the line. */
export interface Waiter {
  readonly request: WaitingRequest;
  /** Tells the request how its wait has ended. */
  end(result: WaitResult | 'left'): void;
}

/** Each step of a ramp sends twice as many requests as the one before. */
const RAMP_STEPS = 10;
/** Pause before the next trial of a backend, in milliseconds: it doubles with each attempt that is refused. */
const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 500;

/**
 * The requests that wait for one backend. As soon as the backend is available, the first of them is sent: it is the trial.
 * The others follow at a growing pace. A request that is refused comes back to its place, and the pace begins again.
 */
export class OwnerQueueLine {
  private readonly waiters: Waiter[] = [];
  private timer: Timer | undefined;
  private batch = 1;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds. */
    private readonly ramp: () => number,
    private readonly mayServe: () => boolean,
  ) {}

  get length(): number {
    return this.waiters.length;
  }

  /** When the request began that has waited longest, in milliseconds on the monotonic clock; 0 if none waits. */
  get oldestAt(): number {
    return this.waiters.at(0)?.request.startedAt ?? 0;
  }

  add(waiter: Waiter): void {
    const { startedAt, attempts } = waiter.request;
    let at = this.waiters.length;
    while (at > 0 && this.waiters[at - 1].request.startedAt > startedAt) at--;
    this.waiters.splice(at, 0, waiter);
    const isRefused = attempts > 0;
    if (isRefused) this.batch = 1;
    if (isRefused || this.timer === undefined) this.schedule(this.pauseAfter(attempts));
  }

  remove(waiter: Waiter, result: WaitResult | 'left'): void {
    const at = this.waiters.indexOf(waiter);
    if (at === -1) return;
    this.waiters.splice(at, 1);
    waiter.end(result);
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private pauseAfter(attempts: number): number {
    return Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** Math.min(attempts, 10));
  }

  private schedule(delay: number): void {
    this.timer?.cancel();
    this.timer = this.clock.after(delay, () => this.step());
  }

  private step(): void {
    this.timer = undefined;
    const now = this.clock.now();
    for (const waiter of this.waiters.filter(({ request }) => request.deadline <= now))
      this.remove(waiter, 'expired');
    if (this.waiters.length === 0) return;
    const mayServe = this.mayServe();
    if (mayServe) for (const waiter of this.waiters.slice(0, this.batch)) this.remove(waiter, 'back');
    this.batch = mayServe ? this.batch * 2 : 1;
    if (this.waiters.length > 0) this.schedule(mayServe ? this.ramp() / RAMP_STEPS : SHORTEST_PAUSE);
  }
}
