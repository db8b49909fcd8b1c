import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RateLimitStore } from '../../proxy/admission/rates/rate-limit.store';
import { RequestsUnderWay } from '../../proxy/admission/rates/requests.under-way';
import { WorkerLinks, type WorkerObserver } from './worker.links';
import { type WorkerProcess } from './worker.process';

/** Counts for the workers how often clients ask, and what they have under way; that ends with the worker that has it. */
@Injectable()
export class RateAuthority implements WorkerObserver, OnModuleInit {
  private readonly underWayOn = new Map<WorkerProcess, Map<string, number>>();

  constructor(
    private readonly links: WorkerLinks,
    private readonly rates: RateLimitStore,
    private readonly underWay: RequestsUnderWay,
  ) {}

  onModuleInit(): void {
    const { links } = this;
    links.on('take', (_, { key, cost, ...rate }) => this.rates.take(key, rate, cost));
    links.on('beginRequest', (worker, { key, max }) => this.begin(worker, key, max));
    links.on('endRequest', (worker, key) => this.end(worker, key));
    links.observe(this);
  }

  workerGone(worker: WorkerProcess): void {
    for (const [key, count] of this.underWayOn.get(worker) ?? [])
      for (let left = count; left > 0; left--) this.underWay.end(key);
    this.underWayOn.delete(worker);
  }

  private async begin(worker: WorkerProcess, key: string, max: number): Promise<boolean> {
    if (!(await this.underWay.begin(key, max))) return false;
    const counts = this.underWayOn.get(worker) ?? new Map<string, number>();
    this.underWayOn.set(worker, counts.set(key, (counts.get(key) ?? 0) + 1));
    return true;
  }

  private end(worker: WorkerProcess, key: string): void {
    const counts = this.underWayOn.get(worker);
    const count = counts?.get(key);
    // Whose beginning was never heard of.
    if (counts === undefined || count === undefined) return;
    if (count === 1) counts.delete(key);
    else counts.set(key, count - 1);
    this.underWay.end(key);
  }
}
