import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { ConnectionDispatcher } from './connection-dispatcher';
import { WorkerForks } from './worker-forks';
import { WorkerSlot, type WorkerSource } from './worker-slot';
import { type WorkerEnding, type WorkerProcess } from './worker-process';

/** Who wants to know how the workers come and go. */
export interface FleetObserver {
  /** It takes clients. */
  workerStarted(worker: WorkerProcess): void;
  /** A worker ended unexpectedly; `text` describes how. */
  workerLost(text: string): void;
}

/** Keeps as many workers as the configuration wants. */
@Injectable()
export class WorkerFleet implements WorkerSource, OnModuleDestroy {
  private readonly logger = new Logger('Workers');
  private places: readonly WorkerSlot[] = [];
  private readonly observers: Observers<FleetObserver>;
  /** Workers that were started instead of one that was lost. */
  replaced = 0;

  constructor(
    @Inject(Clock) readonly clock: Clock,
    private readonly forks: WorkerForks,
    private readonly dispatcher: ConnectionDispatcher,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  observe(observer: FleetObserver): void {
    this.observers.add(observer);
  }

  /** The workers that take clients. */
  get serving(): WorkerProcess[] {
    return this.places.flatMap(({ present }) => (present?.isServing === true ? present : []));
  }

  /** How many there should be. */
  get size(): number {
    return this.places.length;
  }

  /**
   * Starts all of them.
   *
   * @throws the first error when any of them cannot be started; the others end with the application.
   */
  async open(count: number): Promise<void> {
    this.places = Array.from({ length: count }, (_, number) => new WorkerSlot(number, this));
    await Promise.all(this.places.map((place) => place.fill()));
  }

  /**
   * Replaces the workers one after the other: each ends when the one that comes for it takes clients.
   *
   * @param limit milliseconds that the requests of each have to end.
   * @throws when a new one cannot be started; those that are left serve on.
   */
  async restart(limit: number): Promise<void> {
    for (const place of this.places) await place.fill(limit);
  }

  /** Ends all of them, those of `limit` milliseconds ago by force; false when requests had to be cut off. */
  async close(limit: number): Promise<boolean> {
    const endings = await Promise.all(this.places.map((place) => place.close(limit)));
    this.forks.killAll();
    return endings.every((isClean) => isClean);
  }

  /** None outlives a primary that ends, or that could not begin. */
  async onModuleDestroy(): Promise<void> {
    await this.close(0);
  }

  /** Ends all of them at once. */
  killAll(): void {
    this.forks.killAll();
  }

  async start(place: number): Promise<WorkerProcess> {
    const worker = await this.forks.start(place, this.size);
    this.dispatcher.workerStarted(worker);
    this.observers.tell((observer) => observer.workerStarted(worker));
    return worker;
  }

  lost({ pid }: WorkerProcess, { code, signal }: WorkerEnding, wait: number): void {
    this.replaced++;
    const how = signal === null ? `exited with ${code}` : `was killed by ${signal}`;
    this.tell(
      `Worker ${pid} ${how}; another one is started ${wait === 0 ? 'at once' : `in ${wait / 1000} s`}.`,
    );
  }

  failed(_place: number, error: unknown, wait: number): void {
    if ((error as NodeJS.ErrnoException).code === 'EMFILE') this.dispatcher.outOfDescriptors();
    const reason = error instanceof Error ? error.message : String(error);
    this.tell(`A worker cannot start: ${reason}; the next try is in ${wait / 1000} s.`);
  }

  private tell(text: string): void {
    this.logger.error(text);
    this.observers.tell((observer) => observer.workerLost(text));
  }
}
