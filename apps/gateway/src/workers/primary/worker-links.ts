import { Injectable } from '@nestjs/common';
import { ErrorGuard } from '../../platform/error.guard';
import { type MaybePromise } from '../../platform/maybe-promise';
import { Observers } from '../../platform/observers';
import { type ToPrimary, type ToWorker } from '../topics';
import { type WorkerProcess } from './worker-process';

type Said<T extends keyof ToPrimary> = Parameters<ToPrimary[T]>[0];
type Answered<T extends keyof ToPrimary> = Awaited<ReturnType<ToPrimary[T]>>;
type Taker<T extends keyof ToPrimary> = (worker: WorkerProcess, said: Said<T>) => MaybePromise<Answered<T>>;

/** Who wants to know when a worker is gone, and what it held with it. */
export interface WorkerObserver {
  workerGone(worker: WorkerProcess): void;
}

/** The workers that receive all messages: those that serve, and those that are about to. */
@Injectable()
export class WorkerLinks {
  private readonly workers = new Set<WorkerProcess>();
  private readonly takers: ((worker: WorkerProcess) => void)[] = [];
  private readonly observers: Observers<WorkerObserver>;

  constructor(guard: ErrorGuard) {
    this.observers = new Observers(guard);
  }

  get all(): readonly WorkerProcess[] {
    return [...this.workers];
  }

  /** Says who takes what workers say of a topic; before the first of them is there. */
  on<T extends keyof ToPrimary>(topic: T, taker: Taker<T>): void {
    this.takers.push((worker) => worker.link.on(topic, (said) => taker(worker, said as Said<T>) as never));
  }

  observe(observer: WorkerObserver): void {
    this.observers.add(observer);
  }

  add(worker: WorkerProcess): void {
    for (const take of this.takers) take(worker);
    this.workers.add(worker);
  }

  remove(worker: WorkerProcess): void {
    if (!this.workers.delete(worker)) return;
    this.observers.tell((observer) => observer.workerGone(worker));
  }

  /** @param but does not get the message. */
  tellAll<T extends keyof ToWorker>(topic: T, said: Parameters<ToWorker[T]>[0], but?: WorkerProcess): void {
    for (const worker of this.workers) if (worker !== but) worker.link.notify(topic, said as never);
  }

  /** Resolves when each worker has answered; those that do not are answered for by an error. */
  async askAll<T extends keyof ToWorker>(
    topic: T,
    said: Parameters<ToWorker[T]>[0],
    patience?: number,
  ): Promise<Map<WorkerProcess, Awaited<ReturnType<ToWorker[T]>> | Error>> {
    const answers = this.all.map(async (worker) => {
      const answer = await worker.link
        .request(topic, said as never, patience)
        .catch((error: unknown) => error as Error);
      return [worker, answer as Awaited<ReturnType<ToWorker[T]>> | Error] as const;
    });
    return new Map(await Promise.all(answers));
  }
}
