import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { AttemptOutcomes, type AttemptObserver } from '../../data-plane/upstream/attempt-outcomes';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { BackendStats } from './backend-stats';
import { LatencyHistogram } from './latency-histogram';
import { TrafficHistory } from './traffic-history';

const SECOND_MS = 1_000;

/** Counts for operators how fast and how well backends answer; costs the request path one logarithm an answer. */
@Injectable()
export class Traffic implements AttemptObserver, OnModuleInit, OnModuleDestroy {
  // The counts of a backend disappear with it.
  private readonly byBackend = new WeakMap<Backend, BackendStats>();
  readonly past = new TrafficHistory();
  private timer: Timer | undefined;

  constructor(
    private readonly outcomes: AttemptOutcomes,
    private readonly registry: PoolTable,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outcomes.observe(this);
    this.timer = this.clock.every(SECOND_MS, () => this.tick());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  responded(_pool: Pool, backend: Backend, status: number, milliseconds: number): void {
    const traffic = this.of(backend);
    traffic.latency.add(milliseconds);
    if (status >= 500) traffic.serverErrors++;
  }

  failed(): void {
    // The backend itself counts its failures.
  }

  of(backend: Backend): BackendStats {
    let traffic = this.byBackend.get(backend);
    if (traffic === undefined) {
      traffic = new BackendStats(backend);
      this.byBackend.set(backend, traffic);
    }
    return traffic;
  }

  private tick(): void {
    const latency = new LatencyHistogram();
    let [requests, errors, inFlight] = [0, 0, 0];
    for (const pool of this.registry.all) {
      for (const backend of pool.backends) {
        const traffic = this.of(backend);
        traffic.tick();
        latency.addAll(traffic.latency);
        requests += backend.requests;
        errors += traffic.errorCount;
        inFlight += backend.inFlight;
      }
    }
    this.past.add({ requests, errors, inFlight, p95: latency.figures()?.p95 ?? null });
  }
}
