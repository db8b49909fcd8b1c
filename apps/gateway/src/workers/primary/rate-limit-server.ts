import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type MemoryConcurrencyStore } from '../../data-plane/admission/rate-limiting/memory-concurrency.store';
import { RateLimitStore } from '../../data-plane/admission/rate-limiting/rate-limit.store';
import { ConcurrencyStore } from '../../data-plane/admission/rate-limiting/concurrency.store';
import { WorkerLinks, type WorkerObserver } from './worker-links';
import { type WorkerProcess } from './worker-process';

/** Counts for the workers how often clients ask, and what they have under way; that ends with the worker that has it. */
@Injectable()
export class RateLimitServer implements WorkerObserver, OnModuleInit {
  /** The keys of the requests that were counted, by the numbers that their workers have given them. */
  private readonly underWayOn = new Map<WorkerProcess, Map<number, string>>();

  constructor(
    private readonly links: WorkerLinks,
    private readonly rates: RateLimitStore,
    @Inject(ConcurrencyStore) private readonly underWay: MemoryConcurrencyStore,
  ) {}

  onModuleInit(): void {
    const { links } = this;
    links.on('take', (_, { key, cost, ...rate }) => this.rates.take(key, rate, cost));
    links.on('beginRequest', (worker, { number, key, max }) => this.begin(worker, number, key, max));
    links.on('endRequest', (worker, number) => this.end(worker, number));
    links.observe(this);
  }

  workerGone(worker: WorkerProcess): void {
    for (const key of this.underWayOn.get(worker)?.values() ?? []) this.underWay.end(key);
    this.underWayOn.delete(worker);
  }

  /** At once: its end may come with the same message. */
  private begin(worker: WorkerProcess, number: number, key: string, max: number): boolean {
    if (!this.underWay.begin(key, max)) return false;
    const keys = this.underWayOn.get(worker);
    if (keys === undefined) this.underWayOn.set(worker, new Map([[number, key]]));
    else keys.set(number, key);
    return true;
  }

  private end(worker: WorkerProcess, number: number): void {
    const keys = this.underWayOn.get(worker);
    const key = keys?.get(number);
    // A worker to which the answer did not come in time has begun a request that was refused here.
    if (keys === undefined || key === undefined) return;
    keys.delete(number);
    this.underWay.end(key);
  }
}
