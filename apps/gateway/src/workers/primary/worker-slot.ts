import { type Clock, type Timer } from '../../platform/clock';
import { BackOff } from './back-off';
import { type WorkerEnding, type WorkerProcess } from './worker-process';

/** Starts workers, and receives the events of their lives. */
export interface WorkerSource {
  readonly clock: Clock;
  /** Forks one and resolves when it listens. @throws when it cannot; it is gone then. */
  start(place: number): Promise<WorkerProcess>;
  /** It has ended unexpectedly, and another one is started in `wait` milliseconds. */
  lost(worker: WorkerProcess, ending: WorkerEnding, wait: number): void;
  /** Another one could not be started, and the next try is in `wait` milliseconds. */
  failed(place: number, error: unknown, wait: number): void;
}

/** A place among the workers: there is one in it, or one on its way. */
export class WorkerSlot {
  private readonly backOff = new BackOff();
  private worker: WorkerProcess | undefined;
  private timer: Timer | undefined;
  /** The end of the one before, which may still have requests; whether it is clean. */
  private leaving: Promise<boolean> | undefined;
  private isClosed = false;

  constructor(
    private readonly number: number,
    private readonly source: WorkerSource,
  ) {}

  get present(): WorkerProcess | undefined {
    return this.worker;
  }

  /**
   * Puts a worker here, unless there is one by then.
   *
   * @param limit milliseconds that the one which is here has to end; without it, that one stays.
   * @throws when none starts.
   */
  async fill(limit?: number): Promise<void> {
    const worker = await this.source.start(this.number);
    const before = this.worker;
    if (this.isClosed || (before !== undefined && limit === undefined)) return worker.kill();
    this.worker = worker;
    void worker.ended.then((ending) => this.ended(worker, ending));
    this.leaving = before?.stop(limit!);
    await this.leaving;
  }

  /** Ends the current worker, and waits for one that is about to start; no further worker starts. */
  async close(limit: number): Promise<boolean> {
    this.isClosed = true;
    this.timer?.cancel();
    const endings = await Promise.all([this.leaving, this.worker?.stop(limit)]);
    return !endings.includes(false);
  }

  private ended(worker: WorkerProcess, ending: WorkerEnding): void {
    // One that was replaced has ended as it should.
    if (this.worker !== worker || this.isClosed) return;
    this.worker = undefined;
    const wait = this.backOff.next(worker.age);
    this.source.lost(worker, ending, wait);
    this.refill(wait);
  }

  private refill(wait: number): void {
    this.timer = this.source.clock.after(wait, () => {
      // A restart may have put one here in the meantime.
      if (this.worker !== undefined || this.isClosed) return;
      this.fill().catch((error: unknown) => {
        if (this.isClosed) return;
        const next = this.backOff.next(0);
        this.source.failed(this.number, error, next);
        this.refill(next);
      });
    });
  }
}
